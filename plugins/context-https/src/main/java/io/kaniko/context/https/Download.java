package io.kaniko.context.https;

import io.kaniko.spi.TransferProgress;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file on a web server. Where the connection breaks, the rest is asked for, provided that the server says
 * by an ETag or a date that it still is the same file; nobody sees more than the whole. Several failures in a row, with
 * nothing new in between, end it.
 */
final class Download extends InputStream {

    private static final int TRIES = 4;
    private static final int SNIFFED_BYTES = 64;

    private final WebAddress address;
    private final Requests requests;
    private final Pause pause;
    private final TransferProgress progress;

    private @Nullable InputStream body;
    private @Nullable HttpURLConnection connection;
    private OptionalLong total = OptionalLong.empty();
    private Optional<String> validator = Optional.empty();
    private Optional<Instant> modified = Optional.empty();
    private long read;
    private int failures;

    Download(WebAddress address, Requests requests, Pause pause, TransferProgress progress) {
        this.address = address;
        this.requests = requests;
        this.pause = pause;
        this.progress = progress;
    }

    /** Waits for the head of the answer. */
    void start() throws IOException {
        while (body == null) {
            try {
                HttpURLConnection answer = requests.get(address, Map.of());
                demandSuccess(answer);
                total = length(answer);
                validator = validator(answer);
                modified = httpDate(answer.getHeaderField("Last-Modified"));
                connection = answer;
                body = answer.getInputStream();
            } catch (IOException e) {
                waitAfter(e);
            }
        }
    }

    /** When the file was changed, as the server says. */
    Optional<Instant> modified() {
        return modified;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            try {
                int count = open().read(buffer, offset, length);
                if (count > 0) {
                    if (read == 0) {
                        refuseWebPage(buffer, offset, count);
                    }
                    read += count;
                    failures = 0;
                    progress.arrived(read, total);
                    return count;
                }
                if (total.isEmpty() || read >= total.getAsLong()) {
                    return -1;
                }
                throw new IOException("only " + read + " of " + total.getAsLong() + " bytes have arrived");
            } catch (IOException e) {
                abandon();
                waitAfter(e);
            }
        }
    }

    private InputStream open() throws IOException {
        InputStream open = body;
        if (open == null) {
            open = resume();
            body = open;
        }
        return open;
    }

    /** Asks for what has not come yet. */
    private InputStream resume() throws IOException {
        if (validator.isEmpty()) {
            throw requests.failed(
                    "the connection broke after " + read
                            + " bytes, and the server does not say how to go on from there",
                    "Try again; a server that sends an ETag or Last-Modified lets a download go on.");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Range", "bytes=" + read + "-");
        headers.put("If-Range", validator.get());
        HttpURLConnection answer = requests.get(address, headers);
        connection = answer;
        if (answer.getResponseCode() == 206) {
            String range =
                    Optional.ofNullable(answer.getHeaderField("Content-Range")).orElse("");
            if (!range.startsWith("bytes " + read + "-")) {
                throw requests.failed(
                        "the server was asked for the bytes from " + read + " on and sent \"" + range + "\"",
                        "Try again; if it stays so, the server or a proxy is at fault.");
            }
            return answer.getInputStream();
        }
        demandSuccess(answer);
        if (!validator(answer).equals(validator)) {
            throw requests.failed("the file has changed while it was fetched", "Try again.");
        }
        // A server that knows no ranges sends everything once more.
        InputStream whole = answer.getInputStream();
        whole.skipNBytes(read);
        return whole;
    }

    private static void demandSuccess(HttpURLConnection answer) throws IOException {
        if (answer.getResponseCode() != 200) {
            int status = answer.getResponseCode();
            answer.disconnect();
            throw new IOException("the server answered " + status);
        }
    }

    private void waitAfter(IOException failure) throws IOException {
        failures++;
        if (failures >= TRIES) {
            throw requests.failed(
                    "the download failed " + failures + " times in a row, the last time with: "
                            + Requests.words(failure),
                    "Check that " + address.host() + " can be reached from here; a proxy is named by HTTPS_PROXY.");
        }
        pause.of(Duration.ofSeconds(1L << (failures - 1)));
    }

    /** A page that asks to log in comes as a success, too. */
    private void refuseWebPage(byte[] buffer, int offset, int count) {
        String begin = new String(buffer, offset, Math.min(count, SNIFFED_BYTES), StandardCharsets.ISO_8859_1)
                .strip()
                .toLowerCase(Locale.ROOT);
        if (begin.startsWith("<!doctype html") || begin.startsWith("<html")) {
            abandon();
            throw requests.failed(
                    "the server sent a web page and no archive",
                    "Give the address of the archive itself; if the page asks to log in, set the environment variable "
                            + Credentials.variableFor(address) + ". A Dockerfile at a URL is named with --dockerfile.");
        }
    }

    private static OptionalLong length(HttpURLConnection answer) {
        long length = answer.getContentLengthLong();
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    /** What {@code If-Range} may hold: a strong ETag or a date (RFC 9110, 13.1.5). */
    private static Optional<String> validator(HttpURLConnection answer) {
        return Optional.ofNullable(answer.getHeaderField("ETag"))
                .filter(tag -> tag.startsWith("\""))
                .or(() -> Optional.ofNullable(answer.getHeaderField("Last-Modified")));
    }

    private static Optional<Instant> httpDate(@Nullable String text) {
        try {
            return Optional.ofNullable(text)
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Gives the connection up; closing the body would wait for the rest of it. */
    private void abandon() {
        HttpURLConnection open = connection;
        if (open != null) {
            open.disconnect();
        }
        connection = null;
        body = null;
    }

    @Override
    public void close() {
        abandon();
    }
}
