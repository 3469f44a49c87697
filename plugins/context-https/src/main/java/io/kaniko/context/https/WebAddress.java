package io.kaniko.context.https;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * A URL that can be asked for.
 *
 * @param uri without user information and fragment
 * @param userInformation {@code user:password} as it was written in the URL, percent-encoded
 */
record WebAddress(URI uri, Optional<String> userInformation) {

    /** @throws BuildException when the location is no URL with a host */
    static WebAddress of(ContextLocation location) {
        try {
            return of(new URI(location.text()));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "Cannot use the build context \"" + location + "\": this is not a valid URL.",
                    "Write https://host/path/context.tar.gz; blanks and other special characters must be written as"
                            + " %20 and the like.");
        }
    }

    /** @throws IllegalArgumentException when it is no http or https URL with a host */
    static WebAddress of(URI uri) {
        String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || uri.getHost() == null) {
            throw new IllegalArgumentException("not a URL of a web server");
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new WebAddress(
                URI.create(scheme + "://" + uri.getHost() + port + path + query),
                Optional.ofNullable(uri.getRawUserInfo()));
    }

    boolean encrypted() {
        return uri.getScheme().equals("https");
    }

    String host() {
        return uri.getHost().toLowerCase(Locale.ROOT);
    }

    int port() {
        return uri.getPort() >= 0 ? uri.getPort() : encrypted() ? 443 : 80;
    }

    boolean sameServer(WebAddress other) {
        return host().equals(other.host()) && port() == other.port() && encrypted() == other.encrypted();
    }

    /** Without user information and query, which may hold secrets. */
    @Override
    public String toString() {
        return new ContextLocation(uri.toString()).toString();
    }
}
