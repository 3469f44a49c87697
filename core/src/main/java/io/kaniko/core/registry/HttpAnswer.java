package io.kaniko.core.registry;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** One response, its body not yet read. Whoever got it closes it. */
record HttpAnswer(URI uri, int status, HttpHeaders headers, InputStream body) implements Closeable {

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    OptionalLong length() {
        return header("Content-Length")
                .filter(text -> text.matches("\\d{1,18}"))
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
    }

    /** The media type without parameters; empty where there is none. */
    String mediaType() {
        return header("Content-Type").orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** The body; one that is longer than {@code limit} bytes is an {@link IOException} that names {@code what}. */
    byte[] bytes(int limit, String what) throws IOException {
        byte[] bytes = body.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new OversizedAnswerException(what + " has more than " + limit + " bytes");
        }
        return bytes;
    }

    /** Where the answer says to go on, with this answer's own address completing it. */
    Optional<URI> location() throws IOException {
        Optional<String> text = header("Location").filter(value -> !value.isEmpty());
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(uri.resolve(text.get()));
        } catch (IllegalArgumentException e) {
            throw new IOException(uri.getAuthority() + " sent a Location that is not a URL", e);
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }

    /** An answer that came whole but is not what was asked for; it may have been damaged on the way. */
    static final class UnsoundAnswerException extends IOException {
        private static final long serialVersionUID = 1L;

        UnsoundAnswerException(String message) {
            super(message);
        }
    }

    /** An answer beyond all bounds; asking again would not help. */
    static final class OversizedAnswerException extends IOException {
        private static final long serialVersionUID = 1L;

        OversizedAnswerException(String message) {
            super(message);
        }
    }
}
