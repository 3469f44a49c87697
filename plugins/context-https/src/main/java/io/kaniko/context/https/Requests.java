package io.kaniko.context.https;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends GET requests and follows redirects. {@link HttpURLConnection} and not java.net.http, because only the former has a
 * limit for how long a body may be silent; its own redirects are off, since it would send credentials along.
 */
final class Requests {

    private static final int MOST_REDIRECTS = 10;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final ContextLocation location;
    private final Credentials credentials;

    Requests(ContextLocation location, Credentials credentials) {
        this.location = location;
        this.credentials = credentials;
    }

    /**
     * Asks for a file, or for the rest of it.
     *
     * @param headers sent to whoever answers in the end
     * @return an answer that is no redirect and no refusal that a further attempt would not change
     * @throws IOException when nobody answers, which may pass
     */
    HttpURLConnection get(WebAddress address, Map<String, String> headers) throws IOException {
        WebAddress here = address;
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            HttpURLConnection connection = open(here, headers);
            int status = status(connection, here);
            if (!REDIRECTS.contains(status)) {
                refuse(status, here, connection);
                return connection;
            }
            WebAddress next = target(here, connection.getHeaderField("Location"));
            connection.disconnect();
            if (here.encrypted() && !next.encrypted()) {
                throw failed(
                        "the server redirects to " + next + ", which is not encrypted",
                        "Give the http:// address itself, if that is wanted.");
            }
            here = next;
        }
        throw failed("there are more than " + MOST_REDIRECTS + " redirects", "Check the address in a browser.");
    }

    private HttpURLConnection open(WebAddress address, Map<String, String> headers) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.uri().toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) LONGEST_SILENCE.toMillis());
        connection.setUseCaches(false);
        connection.setRequestProperty("User-Agent", "kaniko");
        connection.setRequestProperty("Accept", "*/*");
        headers.forEach(connection::setRequestProperty);
        credentials
                .authorization(address)
                .ifPresent(authorization -> connection.setRequestProperty("Authorization", authorization));
        return connection;
    }

    private int status(HttpURLConnection connection, WebAddress address) throws IOException {
        try {
            return connection.getResponseCode();
        } catch (SSLException e) {
            if (!aboutCertificate(e)) {
                throw e;
            }
            throw new BuildException(
                    BuildException.Kind.EXTERNAL,
                    what() + "the certificate of " + address.host() + " is not trusted: " + words(e) + ".",
                    Optional.of("If it is from an authority of your own, name that in SSL_CERT_FILE or SSL_CERT_DIR."),
                    e);
        }
    }

    private static boolean aboutCertificate(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof GeneralSecurityException) {
                return true;
            }
        }
        return false;
    }

    private WebAddress target(WebAddress from, @Nullable String target) {
        try {
            return WebAddress.of(from.uri().resolve(URI.create(target == null ? "" : target)));
        } catch (IllegalArgumentException e) {
            throw failed("the server redirects to no valid address", "Check the address in a browser.");
        }
    }

    private void refuse(int status, WebAddress address, HttpURLConnection connection) {
        boolean passing = status == 408 || status == 429 || status >= 500;
        if (status == 200 || status == 206 || status == 416 || passing) {
            return;
        }
        connection.disconnect();
        throw switch (status) {
            case 401, 403 ->
                failed(
                        address.host() + " answered " + status + ": it "
                                + (credentials.authorization(address).isPresent()
                                        ? "does not accept the credentials that were sent"
                                        : "wants credentials, and there are none for it"),
                        "Set the environment variable " + Credentials.variableFor(address) + ", or name a .netrc file"
                                + " in NETRC.");
            case 404, 410 ->
                failed(address.host() + " answered " + status + ": there is nothing", "Check the spelling.");
            default -> failed(address.host() + " answered " + status, "Check the address.");
        };
    }

    BuildException failed(String reason, String remedy) {
        return new BuildException(BuildException.Kind.EXTERNAL, what() + reason + ".", remedy);
    }

    private String what() {
        return "Cannot use the build context \"" + location + "\": ";
    }

    static String words(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
