package io.kaniko.context.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** Git's own {@code git http-backend}, reached through a web server of the JDK on the loopback device. */
public final class GitServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Path root;
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private final Collection<String> authorizations = new ConcurrentLinkedQueue<>();
    private volatile Optional<String> login = Optional.empty();

    private GitServer(HttpServer server, Path root) {
        this.server = server;
        this.root = root;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** @param root repositories below it are served, by their path */
    public static GitServer plain(Path root) throws IOException {
        return new GitServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), root);
    }

    public static GitServer secured(Path root, SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new GitServer(server, root);
    }

    /** Host and port. */
    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** The address of a path below the root. */
    public String address(String path) {
        return (server instanceof HttpsServer ? "https" : "http") + "://" + host() + "/" + path;
    }

    /** From now on everybody must log in. */
    public void requireLogin(String user, String password) {
        login = Optional.of("Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    /** Answers requests below a path with this status. */
    public void fail(String path, int status) {
        failures.put("/" + path, status);
    }

    /** Sends requests below a path elsewhere. */
    public void redirect(String path, String address) {
        redirects.put("/" + path, address);
    }

    /** Every {@code Authorization} header that has come. */
    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (authorization != null) {
                authorizations.add(authorization);
            }
            Optional<Integer> status = below(path, failures);
            Optional<String> elsewhere = below(path, redirects);
            if (status.isPresent()) {
                exchange.sendResponseHeaders(status.get(), -1);
            } else if (elsewhere.isPresent()) {
                String prefix = redirects.keySet().stream()
                        .filter(path::startsWith)
                        .findFirst()
                        .orElseThrow();
                String query = exchange.getRequestURI().getRawQuery();
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                elsewhere.get() + path.substring(prefix.length()) + (query == null ? "" : "?" + query));
                exchange.sendResponseHeaders(302, -1);
            } else if (login.isPresent() && !login.get().equals(authorization)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"test\"");
                exchange.sendResponseHeaders(401, -1);
            } else {
                backend(exchange);
            }
        }
    }

    private static <T> Optional<T> below(String path, Map<String, T> rules) {
        return rules.entrySet().stream()
                .filter(rule -> path.startsWith(rule.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Speaks CGI (RFC 3875) with the program. */
    private void backend(HttpExchange exchange) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
        Map<String, String> environment = builder.environment();
        environment.putAll(WrittenRepository.environment());
        environment.put("GIT_PROJECT_ROOT", root.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("GIT_CONFIG_COUNT", "1");
        environment.put("GIT_CONFIG_KEY_0", "safe.directory");
        environment.put("GIT_CONFIG_VALUE_0", "*");
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put(
                "QUERY_STRING",
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
        header(exchange, "Content-Type").ifPresent(value -> environment.put("CONTENT_TYPE", value));
        header(exchange, "Content-Encoding").ifPresent(value -> environment.put("HTTP_CONTENT_ENCODING", value));
        header(exchange, "Git-Protocol").ifPresent(value -> environment.put("GIT_PROTOCOL", value));
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (OutputStream input = process.getOutputStream()) {
            exchange.getRequestBody().transferTo(input);
        }
        try (InputStream output = process.getInputStream()) {
            int status = 200;
            for (String line = line(output); !line.isEmpty(); line = line(output)) {
                int colon = line.indexOf(':');
                String name = line.substring(0, colon);
                String value = line.substring(colon + 1).strip();
                if (name.equals("Status")) {
                    status = Integer.parseInt(value.substring(0, 3));
                } else {
                    exchange.getResponseHeaders().add(name, value);
                }
            }
            exchange.sendResponseHeaders(status, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                output.transferTo(body);
            }
        }
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int value = in.read(); value >= 0 && value != '\n'; value = in.read()) {
            if (value != '\r') {
                line.write(value);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
