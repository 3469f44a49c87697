package io.kaniko.e2e.rig;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A web server on the loopback device. What it does not know is a 404. */
public final class WebServer implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    /** Answers one request. */
    @FunctionalInterface
    public interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private WebServer(HttpServer server) {
        this.server = server;
        server.createContext("/", exchange -> {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI()
                    + (authorization == null ? "" : " " + authorization));
            try (exchange) {
                answers.getOrDefault(
                                exchange.getRequestURI().getPath(), unknown -> unknown.sendResponseHeaders(404, -1))
                        .to(exchange);
            }
        });
        server.start();
    }

    public static WebServer start() throws IOException {
        return new WebServer(HttpServer.create(address(), 0));
    }

    /** With a certificate of an authority that nobody knows. */
    public static WebServer startEncrypted(CertificateAuthority.Certificate certificate)
            throws IOException, GeneralSecurityException {
        HttpsServer server = HttpsServer.create(address(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
        return new WebServer(server);
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    public WebServer on(String path, Answer answer) {
        answers.put(path, answer);
        return this;
    }

    public WebServer file(String path, byte[] content, Map<String, String> headers) {
        return on(path, exchange -> {
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
        });
    }

    public WebServer file(String path, byte[] content) {
        return file(path, content, Map.of());
    }

    /** Serves all files below a directory. */
    public WebServer directory(String prefix, Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                file(prefix + directory.relativize(file), Files.readAllBytes(file));
            }
        }
        return this;
    }

    public WebServer redirect(String path, String target) {
        return on(path, exchange -> {
            exchange.getResponseHeaders().set("Location", target);
            exchange.sendResponseHeaders(302, -1);
        });
    }

    public String url(String path) {
        return (server instanceof HttpsServer ? "https://" : "http://") + authority() + path;
    }

    public String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Method, path and credentials of each request so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
