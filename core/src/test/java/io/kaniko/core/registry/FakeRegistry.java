package io.kaniko.core.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that answers what a test tells it, for the faults that a sound registry does not show. What no answer was
 * given for gets 404, except {@code /v2/}, which is there.
 */
public final class FakeRegistry implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    public FakeRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        on("GET /v2/", Reply.of(200, ""));
    }

    /** A request that came. */
    public record Seen(String line, Map<String, List<String>> headers, byte[] body) {
        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Waits until a client has taken what was sent to it. */
    @FunctionalInterface
    public interface Arrival {
        void await() throws IOException;
    }

    /** One answer. */
    public interface Reply {
        void send(HttpExchange exchange) throws IOException;

        static Reply of(int status, String body, String... headers) {
            return of(status, body.getBytes(StandardCharsets.UTF_8), headers);
        }

        static Reply of(int status, byte[] body, String... headers) {
            return exchange -> {
                addHeaders(exchange, headers);
                boolean head = exchange.getRequestMethod().equals("HEAD");
                exchange.sendResponseHeaders(status, body.length == 0 || head ? -1 : body.length);
                if (!head) {
                    exchange.getResponseBody().write(body);
                }
            };
        }

        /** Announces more bytes than it sends, and breaks the connection. */
        static Reply broken(int status, byte[] body, int sent, String... headers) {
            return broken(status, body, sent, () -> {}, headers);
        }

        /**
         * The same, when what was sent has arrived: of a connection that breaks, the client may drop bytes that it has
         * received and not read.
         */
        static Reply broken(int status, byte[] body, int sent, Arrival arrival, String... headers) {
            return exchange -> {
                addHeaders(exchange, headers);
                exchange.sendResponseHeaders(status, body.length);
                OutputStream out = exchange.getResponseBody();
                out.write(body, 0, sent);
                out.flush();
                arrival.await();
                throw new IOException("broken on purpose");
            };
        }

        /** An error in the form of the specification. */
        static Reply error(int status, String code, String message, String... headers) {
            return of(status, "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}", headers);
        }

        private static void addHeaders(HttpExchange exchange, String... headers) {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
        }
    }

    /** Answers a request line without query with these, one after the other; the last one stays. */
    public void on(String line, Reply... answers) {
        replies.put(line, new ArrayDeque<>(Arrays.asList(answers)));
    }

    /** {@code localhost:41234}. */
    public String name() {
        return "localhost:" + port();
    }

    /** The same server under another name, which makes it another host for credentials. */
    String otherName() {
        return "127.0.0.1:" + port();
    }

    private int port() {
        return server.getAddress().getPort();
    }

    /** The requests to addresses that begin so, without those that only looked for {@code /v2/}. */
    public List<Seen> seen(String lineStart) {
        return seen.stream().filter(one -> one.line().startsWith(lineStart)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            seen.add(new Seen(line, Map.copyOf(exchange.getRequestHeaders()), body));
            Deque<Reply> answers = replies.get(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            Reply reply;
            if (answers == null) {
                reply = Reply.error(404, "NOT_FOUND", "nothing here");
            } else {
                synchronized (answers) {
                    reply = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
                }
            }
            reply.send(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
