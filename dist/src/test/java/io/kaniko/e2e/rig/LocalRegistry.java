package io.kaniko.e2e.rig;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's docker-registry on a free port of the loopback device, with its storage below a directory of the case. */
public final class LocalRegistry implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final Path directory;
    private final int port;

    private LocalRegistry(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    /** Plain HTTP, everybody may do everything. */
    public static LocalRegistry plain(Path directory) throws IOException, InterruptedException {
        return start(directory, "");
    }

    /** TLS with the authority's certificate; one user who is asked for a password. */
    public static LocalRegistry secured(Path directory, CertificateAuthority authority, String user, String password)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        CertificateAuthority.Certificate certificate = authority.issue("127.0.0.1");
        String line =
                Program.run("htpasswd", "-Bbn", user, password).succeeded().output();
        Path passwords = Files.writeString(directory.resolve("htpasswd"), line);
        return start(directory, """
              tls:
                certificate: %s
                key: %s
            auth:
              htpasswd:
                realm: test
                path: %s
            """.formatted(certificate.chain(), certificate.key(), passwords));
    }

    private static LocalRegistry start(Path directory, String more) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path configuration = directory.resolve("registry.yml");
        Files.writeString(configuration, """
            version: 0.1
            log:
              level: info
            storage:
              delete:
                enabled: true
              filesystem:
                rootdirectory: %s
            http:
              addr: "127.0.0.1:0"
              secret: only-for-tests
            """.formatted(directory.resolve("storage")) + more);
        Path log = directory.resolve("registry.log");
        Process process = new ProcessBuilder(Program.find("docker-registry"), "serve", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            Matcher matcher = LISTENING.matcher(Files.readString(log));
            if (matcher.find()) {
                return new LocalRegistry(process, directory, Integer.parseInt(matcher.group(1)));
            }
            boolean ended = process.waitFor(20, TimeUnit.MILLISECONDS);
            if (ended || System.nanoTime() > end) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("docker-registry did not start:\n" + Files.readString(log));
            }
        }
    }

    /** Host and port, as it stands in an image reference. */
    public String host() {
        return "127.0.0.1:" + port;
    }

    /** A reference to an image here. */
    public String reference(String nameAndTag) {
        return host() + "/" + nameAndTag;
    }

    /** The digest that the registry itself gives for a tag; plain registries only. */
    public String digest(String repository, String tag) throws IOException, InterruptedException {
        return head(repository, tag)
                .headers()
                .firstValue("Docker-Content-Digest")
                .orElseThrow(() -> new AssertionError("there is no " + repository + ":" + tag));
    }

    public boolean has(String repository, String tag) throws IOException, InterruptedException {
        return head(repository, tag).statusCode() == 200;
    }

    private HttpResponse<Void> head(String repository, String tag) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + host() + "/v2/" + repository + "/manifests/" + tag))
                .header("Accept", "application/vnd.oci.image.manifest.v1+json")
                .header("Accept", "application/vnd.docker.distribution.manifest.v2+json")
                .header("Accept", "application/vnd.oci.image.index.v1+json")
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding());
        }
    }

    /** What the registry has logged: one line a request. */
    public String log() throws IOException {
        return Files.readString(directory.resolve("registry.log"));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
    }
}
