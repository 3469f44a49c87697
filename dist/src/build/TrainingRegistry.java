import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A registry in memory, just good enough for a build that is watched to pull from it and to push to it. */
final class TrainingRegistry implements AutoCloseable {

    private static final String PASSWORD = "training";

    private final HttpsServer server;
    private final Path certificate;
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, Manifest> manifests = new ConcurrentHashMap<>();
    private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger lastUpload = new AtomicInteger();

    private record Manifest(String type, byte[] bytes) {}

    /** Speaks TLS, as registries do, so that its classes are part of the training. */
    TrainingRegistry(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        Path keys = Files.createDirectories(directory).resolve("keys.p12");
        certificate = directory.resolve("certificate.pem");
        keytool(
                "-genkeypair -keyalg EC -storetype PKCS12 -alias registry -dname CN=training -ext SAN=ip:127.0.0.1"
                        + " -validity 2 -storepass " + PASSWORD + " -keystore",
                keys);
        keytool(
                "-exportcert -rfc -alias registry -storepass " + PASSWORD + " -file " + certificate + " -keystore",
                keys);
        KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/v2/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String name() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** What a client has to trust. */
    Path certificate() {
        return certificate;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (path.contains("/blobs/uploads/")) {
                upload(exchange, path, body);
            } else if (path.contains("/blobs/")) {
                byte[] blob = blobs.get(path.substring(path.lastIndexOf('/') + 1));
                send(exchange, blob == null ? 404 : 200, "application/octet-stream", blob);
            } else if (path.contains("/manifests/")) {
                manifest(exchange, path, body);
            } else {
                send(exchange, 200, "application/json", "{}".getBytes());
            }
        }
    }

    private void upload(HttpExchange exchange, String path, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("POST")) {
            String location = path + lastUpload.incrementAndGet();
            uploads.put(location, new ByteArrayOutputStream());
            exchange.getResponseHeaders().set("Location", location);
            send(exchange, 202, "text/plain", null);
            return;
        }
        ByteArrayOutputStream upload = uploads.get(path);
        upload.write(body);
        exchange.getResponseHeaders().set("Location", path);
        exchange.getResponseHeaders().set("Range", "0-" + Math.max(0, upload.size() - 1));
        if (exchange.getRequestMethod().equals("PUT")) {
            blobs.put(digest(upload.toByteArray()), upload.toByteArray());
        }
        send(exchange, exchange.getRequestMethod().equals("PUT") ? 201 : 202, "text/plain", null);
    }

    private void manifest(HttpExchange exchange, String path, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("PUT")) {
            Manifest manifest = new Manifest(exchange.getRequestHeaders().getFirst("Content-Type"), body);
            manifests.put(path, manifest);
            manifests.put(path.substring(0, path.lastIndexOf('/') + 1) + digest(body), manifest);
            exchange.getResponseHeaders().set("Docker-Content-Digest", digest(body));
            send(exchange, 201, "text/plain", null);
            return;
        }
        Manifest manifest = manifests.get(path);
        if (manifest == null) {
            send(exchange, 404, "application/json", "{}".getBytes());
        } else {
            exchange.getResponseHeaders().set("Docker-Content-Digest", digest(manifest.bytes()));
            send(exchange, 200, manifest.type(), manifest.bytes());
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body == null ? 0 : body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body == null || body.length == 0 ? -1 : body.length);
        if (body != null && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private static void keytool(String words, Path store) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/keytool").toString());
        command.addAll(List.of(words.split(" ")));
        command.add(store.toString());
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("keytool ended with " + status);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
