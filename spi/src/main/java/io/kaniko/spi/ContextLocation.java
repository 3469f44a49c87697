package io.kaniko.spi;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What the user gave as {@code --context}: {@code dir:///src}, {@code s3://bucket/key.tar.gz}, {@code /workspace}.
 *
 * @param text the value as written; it may hold credentials, so show {@link #toString()} and never this
 */
public record ContextLocation(String text) {

    public ContextLocation {
        Objects.requireNonNull(text, "text");
    }

    /** The part before {@code ://} in lower case, or empty for a plain directory. */
    public Optional<String> scheme() {
        int end = text.indexOf("://");
        return end < 0 ? Optional.empty() : Optional.of(text.substring(0, end).toLowerCase(Locale.ROOT));
    }

    /** The part after {@code ://}, or the whole text where there is no scheme. */
    public String afterScheme() {
        int end = text.indexOf("://");
        return end < 0 ? text : text.substring(end + 3);
    }

    /** The location without user information and query: fit for logs and messages. */
    @Override
    public String toString() {
        String shown = text;
        int start = text.indexOf("://");
        if (start >= 0) {
            int authority = start + 3;
            int slash = text.indexOf('/', authority);
            int at = text.lastIndexOf('@', slash < 0 ? text.length() : slash);
            if (at >= authority) {
                shown = text.substring(0, authority) + "***@" + text.substring(at + 1);
            }
            int query = shown.indexOf('?');
            if (query >= 0) {
                shown = shown.substring(0, query) + "?***";
            }
        }
        return shown;
    }
}
