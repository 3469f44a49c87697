package io.kaniko.e2e.rig;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before a real registry and spoils some of its answers. */
public final class FaultyRegistry implements AutoCloseable {

    /** Looks at a request and answers it wrongly, or leaves it alone. */
    @FunctionalInterface
    public interface Fault {
        /** Whether it has answered. */
        boolean answer(Request request) throws IOException;
    }

    /**
     * A request with the ways to spoil its answer.
     *
     * @param number how many requests of this method and path there were before
     */
    public record Request(HttpExchange exchange, LocalRegistry registry, String method, String path, int number) {

        /** Answers with an error as registries write it. */
        public boolean fail(int status, String code) throws IOException {
            byte[] body = ("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"said by the test\"}]}").getBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, method.equals("HEAD") ? -1 : body.length);
            if (!method.equals("HEAD")) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
            return true;
        }

        /** Answers as the registry does, but with the last byte changed. */
        public boolean corrupt() throws IOException {
            HttpResponse<byte[]> real = ask();
            byte[] body = real.body();
            body[body.length - 1] ^= 1;
            copyHeaders(real);
            exchange.sendResponseHeaders(real.statusCode(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
            return true;
        }

        /** Announces the whole answer, sends half of it and hangs up. */
        public boolean truncate() throws IOException {
            HttpResponse<byte[]> real = ask();
            copyHeaders(real);
            exchange.sendResponseHeaders(real.statusCode(), real.body().length);
            exchange.getResponseBody().write(real.body(), 0, real.body().length / 2);
            exchange.getResponseBody().flush();
            exchange.close();
            return true;
        }

        /** Sends half of the answer, says so, and then nothing more until it is told to hang up. */
        public boolean stall(CountDownLatch halfSent, CountDownLatch hangUp) throws IOException {
            HttpResponse<byte[]> real = ask();
            copyHeaders(real);
            exchange.sendResponseHeaders(real.statusCode(), real.body().length);
            exchange.getResponseBody().write(real.body(), 0, real.body().length / 2);
            exchange.getResponseBody().flush();
            halfSent.countDown();
            try {
                hangUp.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
            return true;
        }

        private void passOn() throws IOException {
            HttpResponse<byte[]> real = ask();
            copyHeaders(real);
            boolean empty = method.equals("HEAD") || real.body().length == 0;
            if (method.equals("HEAD")) {
                real.headers()
                        .firstValue("Content-Length")
                        .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
            }
            exchange.sendResponseHeaders(real.statusCode(), empty ? -1 : real.body().length);
            if (!empty) {
                exchange.getResponseBody().write(real.body());
            }
            exchange.close();
        }

        private void copyHeaders(HttpResponse<byte[]> real) {
            String own = exchange.getRequestHeaders().getFirst("Host");
            for (String name : List.of(
                    "Content-Type",
                    "Docker-Content-Digest",
                    "Location",
                    "Range",
                    "Content-Range",
                    "ETag",
                    "Docker-Upload-Uuid")) {
                real.headers()
                        .firstValue(name)
                        .ifPresent(
                                value -> exchange.getResponseHeaders().set(name, value.replace(registry.host(), own)));
            }
        }

        private HttpResponse<byte[]> ask() throws IOException {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create("http://" + registry.host() + exchange.getRequestURI()));
            for (String name : List.of("Accept", "Content-Type", "Content-Range", "Range")) {
                for (String value : exchange.getRequestHeaders().getOrDefault(name, List.of())) {
                    request.header(name, value);
                }
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            request.method(method, HttpRequest.BodyPublishers.ofByteArray(body));
            try (HttpClient client = HttpClient.newHttpClient()) {
                return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private final HttpServer server;
    private final PlainPort port;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    public FaultyRegistry(LocalRegistry registry, Fault fault) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath();
            String line = method + " " + path;
            int number = (int) requests.stream().filter(line::equals).count();
            requests.add(line);
            Request request = new Request(exchange, registry, method, path, number);
            if (!fault.answer(request)) {
                request.passOn();
            }
        });
        server.start();
        port = new PlainPort(server.getAddress());
    }

    public String host() {
        return "127.0.0.1:" + port.port();
    }

    public String reference(String nameAndTag) {
        return host() + "/" + nameAndTag;
    }

    /** Method and path of every request so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() throws IOException {
        port.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
