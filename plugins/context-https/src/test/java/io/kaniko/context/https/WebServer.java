package io.kaniko.context.https;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A web server of a test on the loopback device, which remembers what it was asked. */
final class WebServer implements AutoCloseable {

    private final HttpServer server;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    /** Answers one request. */
    @FunctionalInterface
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    WebServer(Answer answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI() + " range=" + header(exchange, "Range") + " if-range="
                    + header(exchange, "If-Range") + " authorization=" + header(exchange, "Authorization"));
            try (exchange) {
                answer.to(exchange);
            }
        });
        server.start();
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "-" : value;
    }

    static Answer status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    static Answer content(byte[] content) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        };
    }

    static Answer redirect(String target) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", target);
            exchange.sendResponseHeaders(302, -1);
        };
    }

    /** Promises all of the content and ends the connection after some bytes of it. */
    static void sendSome(HttpExchange exchange, int status, byte[] content, int from, int count) throws IOException {
        exchange.sendResponseHeaders(status, content.length - from);
        exchange.getResponseBody().write(content, from, count);
        exchange.getResponseBody().flush();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** A URL of this server, the host as given. */
    String url(String host, String path) {
        return "http://" + host + ":" + port() + path;
    }

    String url(String path) {
        return url("127.0.0.1", path);
    }

    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
