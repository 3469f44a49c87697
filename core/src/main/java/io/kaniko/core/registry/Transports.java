package io.kaniko.core.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends single requests. There is one client per host, because certificates, trust and proxies belong to a client in
 * java.net.http, and each host has its own. Redirects and answers of any status are the caller's business.
 */
final class Transports implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(90);
    /** An upload gets time for its bytes at this speed on top, since the client's timeout covers sending, too. */
    private static final long SLOWEST_UPLOAD_BYTES_PER_SECOND = 50_000;

    private final RegistryOptions options;
    private final ProxySelector proxies;
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();
    private final StallGuard stallGuard = new StallGuard();

    Transports(RegistryOptions options) {
        this.options = options;
        this.proxies = new EnvironmentProxies(options.environment());
    }

    /** Sends a request and returns when the answer's head has arrived. */
    HttpAnswer send(HttpCall call) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri())
                .method(call.method(), publisher(call))
                .header("User-Agent", options.userAgent())
                .timeout(ANSWER_TIMEOUT.plusSeconds(call.body().length() / SLOWEST_UPLOAD_BYTES_PER_SECOND));
        call.headers().forEach(request::header);
        HttpResponse<InputStream> response = client(call.uri()).send(request.build(), head -> new ArrivingBody());
        return new HttpAnswer(
                call.uri(), response.statusCode(), response.headers(), stallGuard.watch(response.body(), call.uri()));
    }

    private static BodyPublisher publisher(HttpCall call) {
        Body body = call.body();
        if (body.length() == 0) {
            return BodyPublishers.noBody();
        }
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> {
                    try {
                        return body.source().open();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }),
                body.length());
    }

    private HttpClient client(URI uri) {
        return clients.computeIfAbsent(uri.getScheme() + "://" + uri.getRawAuthority(), key -> newClient(uri));
    }

    private HttpClient newClient(URI uri) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                // Several HTTP/1.1 connections carry big blobs faster than one HTTP/2 connection, whose GOAWAY and
                // stream limits also break long uploads at some load balancers.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .proxy(proxies);
        if (uri.getScheme().equals("https")) {
            builder.sslContext(TlsSettings.of(options, new RegistryHost(uri.getRawAuthority()))
                    .context());
        }
        return builder.build();
    }

    @Override
    public void close() {
        stallGuard.close();
        clients.values().forEach(HttpClient::shutdownNow);
    }
}
