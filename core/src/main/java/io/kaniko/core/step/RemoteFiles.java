package io.kaniko.core.step;

import io.kaniko.core.oci.Digest;
import io.kaniko.core.rootfs.ArchiveExtractor;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.nio.file.FileSystemException;
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

/** Downloads the sources of {@code ADD https://…} to files of the work directory. */
public final class RemoteFiles {

    private static final int TRIES = 3;

    private final Path directory;
    private final SecretValues secrets;
    private final Pause pause;

    /** Waits between two attempts. */
    @FunctionalInterface
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /** Takes what it needs of an answer. */
    @FunctionalInterface
    private interface Reader<T> {
        T read(InputStream body, Optional<Instant> modified) throws IOException;
    }

    /**
     * @param directory where downloads are put; the caller deletes it after the build
     * @param secrets where credentials of web servers are found
     */
    public RemoteFiles(Path directory, SecretValues secrets) {
        this(directory, secrets, Thread::sleep);
    }

    RemoteFiles(Path directory, SecretValues secrets, Pause pause) {
        this.directory = directory;
        this.secrets = secrets;
        this.pause = pause;
    }

    /**
     * A downloaded file.
     *
     * @param name the last component of the URL's path; empty where that has none, as in {@code http://host/}
     * @param modified the {@code Last-Modified} of the answer
     */
    record Download(Path file, String name, Optional<Instant> modified, Digest digest) {}

    /** Whether a source of ADD is a URL to download. */
    public static boolean isUrl(String source) {
        return source.startsWith("http://") || source.startsWith("https://");
    }

    Download fetch(String url) throws IOException, InterruptedException {
        URI uri = parse(url);
        Files.createDirectories(directory);
        return ask(uri, (body, modified) -> save(body, name(uri), modified));
    }

    /**
     * When a file of a web server was changed: its {@code Last-Modified}, or else the time of the newest file in it, if it
     * is an archive.
     */
    public Optional<Instant> modified(String url) throws IOException, InterruptedException {
        URI uri = parse(url);
        Files.createDirectories(directory);
        return ask(uri, (body, modified) -> {
            if (modified.isPresent()) {
                return modified;
            }
            Path file = save(body, "", modified).file();
            Optional<Instant> newest = ArchiveExtractor.newestFile(Files.newInputStream(file));
            Files.delete(file);
            return newest;
        });
    }

    private <T> T ask(URI uri, Reader<T> reader) throws IOException, InterruptedException {
        try (RemoteRequests requests = new RemoteRequests(secrets)) {
            for (int attempt = 1; ; attempt++) {
                try {
                    HttpResponse<InputStream> answer = requests.get(uri);
                    try (InputStream body = requests.body(answer)) {
                        return reader.read(
                                body,
                                answer.headers().firstValue("Last-Modified").flatMap(RemoteFiles::httpDate));
                    }
                } catch (FileSystemException e) {
                    throw e;
                } catch (IOException e) {
                    if (attempt == TRIES) {
                        throw new BuildException(
                                BuildException.Kind.EXTERNAL,
                                "cannot download " + RemoteRequests.shown(uri) + ": " + words(e),
                                Optional.of("Check that the address is right and reachable from here."),
                                e);
                    }
                    pause.of(Duration.ofSeconds(1L << (attempt - 1)));
                }
            }
        }
    }

    private Download save(InputStream body, String name, Optional<Instant> modified) throws IOException {
        Path file = Files.createTempFile(directory, "add-", ".download");
        MessageDigest hash = Digest.newHash();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), hash)) {
            body.transferTo(out);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return new Download(file, name, modified, Digest.ofHash(hash.digest()));
    }

    private static URI parse(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw notUrl(url);
        }
        throw notUrl(url);
    }

    private static BuildException notUrl(String url) {
        return new BuildException(
                BuildException.Kind.USER,
                "\"" + new ContextLocation(url) + "\" is not a URL",
                "Write http://host/path or https://host/path; blanks and other special characters must be written as"
                        + " %20 and the like.");
    }

    /** As Go's {@code path.Base} sees it, which BuildKit asks: a slash at the end does not count. */
    private static String name(URI uri) {
        String path = Optional.ofNullable(uri.getPath()).orElse("").replaceAll("/+$", "");
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.equals(".") || name.equals("..") ? "" : name;
    }

    private static Optional<Instant> httpDate(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String words(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
