package io.kaniko.core.step;

import io.kaniko.core.registry.StallGuard;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks web servers for files, redirects followed. Each host gets the credentials that are meant for it and no others:
 * the secrets {@code HTTP_AUTH_HEADER_<host>} and {@code HTTP_AUTH_TOKEN_<host>}, the host with its port or without
 * (BuildKit's names), and user and password of the URL.
 */
final class RemoteRequests implements AutoCloseable {

    private static final int MOST_REDIRECTS = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);

    private final SecretValues secrets;
    private final HttpClient client;
    private final StallGuard stallGuard = new StallGuard();

    RemoteRequests(SecretValues secrets) {
        this.secrets = secrets;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /**
     * Asks once.
     *
     * @return a success, its body open
     * @throws BuildException for an answer that would be the same at the next attempt
     * @throws IOException for what may pass
     */
    HttpResponse<InputStream> get(URI origin) throws IOException, InterruptedException {
        URI here = origin;
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            HttpResponse<InputStream> answer = send(here, origin);
            int status = answer.statusCode();
            if (status >= 200 && status < 300) {
                return answer;
            }
            answer.body().close();
            if (status == 408 || status == 429 || status >= 500) {
                throw new IOException("the server answered " + status);
            }
            if (!REDIRECTS.contains(status)) {
                throw refused(origin, here, status);
            }
            here = target(origin, here, answer.headers().firstValue("Location").orElse(""));
        }
        throw failed(origin, "there are more than " + MOST_REDIRECTS + " redirects", "Check the address.");
    }

    /** The body, which fails once it has been silent for too long. */
    InputStream body(HttpResponse<InputStream> answer) {
        return stallGuard.watch(answer.body(), answer.uri());
    }

    private HttpResponse<InputStream> send(URI here, URI origin) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(here).timeout(ANSWER_TIMEOUT).header("User-Agent", "kaniko");
        authorization(here, origin).ifPresent(value -> request.header("Authorization", value));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private Optional<String> authorization(URI here, URI origin) throws IOException {
        for (String host : List.of(here.getRawAuthority().replaceAll(".*@", ""), here.getHost())) {
            Optional<String> header = secret("HTTP_AUTH_HEADER_" + host);
            if (header.isPresent()) {
                return header;
            }
            Optional<String> token = secret("HTTP_AUTH_TOKEN_" + host);
            if (token.isPresent()) {
                return Optional.of("Bearer " + token.get());
            }
        }
        // A redirect that keeps to the server has no user information of its own.
        boolean sameServer = here.getScheme().equals(origin.getScheme())
                && here.getHost().equals(origin.getHost())
                && here.getPort() == origin.getPort();
        return Optional.ofNullable(origin.getRawUserInfo())
                .filter(userInformation -> sameServer)
                .map(RemoteRequests::basic);
    }

    private Optional<String> secret(String id) throws IOException {
        return secrets.find(id)
                .map(value -> new String(value, StandardCharsets.UTF_8).strip())
                .filter(value -> !value.isEmpty());
    }

    private static String basic(String userInformation) {
        String decoded = URLDecoder.decode(userInformation.replace("+", "%2B"), StandardCharsets.UTF_8);
        String login = decoded.contains(":") ? decoded : decoded + ":";
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    private static URI target(URI origin, URI here, String location) {
        try {
            URI next = here.resolve(URI.create(location));
            if (!location.isEmpty() && RemoteFiles.isUrl(next.toString()) && next.getHost() != null) {
                return next;
            }
        } catch (IllegalArgumentException e) {
            throw failed(origin, "the server redirects to no valid address", "Check the address.");
        }
        throw failed(origin, "the server redirects to no valid address", "Check the address.");
    }

    private static BuildException refused(URI origin, URI here, int status) {
        String remedy = status == 401 || status == 403
                ? "Pass credentials as a secret: --secret id=HTTP_AUTH_TOKEN_" + here.getHost() + ",env=VARIABLE."
                : "Check the address.";
        return failed(origin, here.getHost() + " answered " + status, remedy);
    }

    private static BuildException failed(URI origin, String reason, String remedy) {
        return new BuildException(
                BuildException.Kind.EXTERNAL, "cannot download " + shown(origin) + ": " + reason, remedy);
    }

    /** The address without user information and query, which may hold secrets. */
    static String shown(URI uri) {
        return new ContextLocation(uri.toString()).toString();
    }

    @Override
    public void close() {
        stallGuard.close();
        client.shutdownNow();
    }
}
