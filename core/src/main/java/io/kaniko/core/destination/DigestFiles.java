package io.kaniko.core.destination;

import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells what was built in files, for what comes after the build: {@code --digest-file},
 * {@code --image-name-with-digest-file}, {@code --image-name-tag-with-digest-file}, and {@code images} in the directory
 * that BUILDER_OUTPUT names (Google Cloud Build). Docker Hub has its old name there, {@code index.docker.io}, which
 * scripts written for kaniko expect.
 */
public final class DigestFiles {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Optional<String> digestFile;
    private final Optional<Path> nameFile;
    private final Optional<Path> nameTagFile;
    private final Optional<Path> builderOutput;
    private final Supplier<HttpClient> httpClients;

    public DigestFiles(Optional<String> digestFile, Optional<Path> nameFile, Optional<Path> nameTagFile) {
        this(digestFile, nameFile, nameTagFile, Optional.empty());
    }

    /**
     * @param digestFile a path, or an https URL that takes a PUT
     * @param builderOutput the directory for {@code images}; only for images that were pushed
     */
    public DigestFiles(
            Optional<String> digestFile,
            Optional<Path> nameFile,
            Optional<Path> nameTagFile,
            Optional<Path> builderOutput) {
        this(digestFile, nameFile, nameTagFile, builderOutput, HttpClient::newHttpClient);
    }

    DigestFiles(
            Optional<String> digestFile,
            Optional<Path> nameFile,
            Optional<Path> nameTagFile,
            Optional<Path> builderOutput,
            Supplier<HttpClient> httpClients) {
        this.digestFile = digestFile;
        this.nameFile = nameFile;
        this.nameTagFile = nameTagFile;
        this.builderOutput = builderOutput;
        this.httpClients = httpClients;
    }

    /** @throws BuildException naming the file that cannot be written */
    public void write(Digest digest, List<ImageReference> destinations) throws InterruptedException {
        if (digestFile.isPresent()) {
            if (digestFile.get().startsWith("https://")) {
                put(digestFile.get(), digest);
            } else {
                write(Path.of(digestFile.get()), digest.toString());
            }
        }
        nameFile.ifPresent(file -> write(file, lines(destinations, name -> repository(name) + "@" + digest)));
        nameTagFile.ifPresent(file -> write(file, lines(destinations, name -> tagged(name) + "@" + digest)));
        builderOutput.ifPresent(directory -> write(
                directory.resolve("images"),
                lines(
                        destinations,
                        name -> JSON.createObjectNode()
                                .put("name", tagged(name))
                                .put("digest", digest.toString())
                                .toString())));
    }

    private static String lines(List<ImageReference> destinations, Function<ImageReference, String> line) {
        return destinations.stream().map(line).map(text -> text + "\n").collect(Collectors.joining());
    }

    private static String repository(ImageReference name) {
        return name.registry().equals(ImageReference.DOCKER_HUB)
                ? "index.docker.io/" + name.repository()
                : name.repositoryName();
    }

    private static String tagged(ImageReference name) {
        return repository(name) + ":" + name.tagOrLatest();
    }

    /** In place: the file may be there already and be a device, a pipe or a mount, such as /dev/termination-log. */
    private static void write(Path file, String text) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (!Files.isDirectory(parent)) {
                Files.createDirectories(
                        parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw failed(file.toString(), e);
        }
    }

    private void put(String url, Digest digest) throws InterruptedException {
        // The query of such a URL often holds a signature, so it stays out of messages.
        String shown = url.split("\\?", 2)[0];
        try (HttpClient client = httpClients.get()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(TIMEOUT)
                    .header("Content-Type", "text/plain")
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(
                            digest.toString().getBytes(StandardCharsets.US_ASCII)))
                    .build();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status < 200 || status > 299) {
                throw failed(shown + ": the server answered " + status, null);
            }
        } catch (IOException e) {
            throw failed(shown + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw failed(shown + ": it is not a URL", null);
        }
    }

    private static BuildException failed(String place, @org.jspecify.annotations.Nullable Throwable cause) {
        return new BuildException(
                BuildException.Kind.ENVIRONMENT,
                "Cannot write the digest to " + place,
                Optional.of("The image itself is published; choose another place for the digest."),
                cause);
    }
}
