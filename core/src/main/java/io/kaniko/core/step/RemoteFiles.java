package io.kaniko.core.step;

import io.kaniko.core.oci.Digest;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Downloads the sources of {@code ADD https://…} to a file of the work directory. Redirects are followed. */
public final class RemoteFiles {

    private static final int TRIES = 3;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofMinutes(2);

    private final Path directory;

    /** @param directory where downloads are put; the caller deletes it after the build */
    public RemoteFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * A downloaded file.
     *
     * @param name the last component of the URL's path; empty for {@code http://host/}
     * @param modified the {@code Last-Modified} of the answer
     */
    record Download(Path file, String name, Optional<Instant> modified, Digest digest) {}

    /** Whether a source of ADD is a URL to download. */
    static boolean isUrl(String source) {
        return source.startsWith("http://") || source.startsWith("https://");
    }

    Download fetch(String url) throws InterruptedException {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new BuildException(BuildException.Kind.USER, "\"" + url + "\" is not a URL", Optional.empty(), e);
        }
        IOException last = new IOException("not tried");
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECT_TIMEOUT)
                .build()) {
            for (int attempt = 0; attempt < TRIES; attempt++) {
                try {
                    return fetchOnce(client, uri);
                } catch (IOException e) {
                    last = e;
                }
            }
        }
        throw new BuildException(
                BuildException.Kind.EXTERNAL,
                "cannot download " + shown(uri) + ": " + last.getMessage(),
                Optional.of("Check that the address is right and reachable from here."),
                last);
    }

    private Download fetchOnce(HttpClient client, URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(RESPONSE_TIMEOUT).build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            if (status >= 500) {
                throw new IOException("the server answered " + status);
            }
            if (status != 200) {
                throw new BuildException(
                        BuildException.Kind.EXTERNAL,
                        "cannot download " + shown(uri) + ": the server answered " + status,
                        "Check the address; ADD sends no credentials.");
            }
            Files.createDirectories(directory);
            Path file = Files.createTempFile(directory, "add-", ".download");
            MessageDigest hash = Digest.newHash();
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), hash)) {
                body.transferTo(out);
            } catch (IOException e) {
                Files.deleteIfExists(file);
                throw e;
            }
            String path = Optional.ofNullable(uri.getPath()).orElse("");
            return new Download(
                    file,
                    path.substring(path.lastIndexOf('/') + 1),
                    response.headers().firstValue("Last-Modified").flatMap(RemoteFiles::httpDate),
                    Digest.ofHash(hash.digest()));
        }
    }

    private static Optional<Instant> httpDate(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The address without user information and query, which may hold secrets. */
    private static String shown(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + uri.getPath();
    }
}
