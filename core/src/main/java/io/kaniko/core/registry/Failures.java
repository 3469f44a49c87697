package io.kaniko.core.registry;

import io.kaniko.spi.BuildException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Turns what went wrong between us and a registry into a sentence and a remedy. */
final class Failures {

    private static final int LONGEST_ERROR_BYTES = 64 * 1024;
    private static final int LONGEST_QUOTE = 300;
    private static final Set<Integer> PASSING_STATUSES = Set.of(408, 429, 499, 500, 502, 503, 504, 522);
    private static final Set<String> PASSING_CODES = Set.of("TOOMANYREQUESTS", "UNAVAILABLE", "BLOB_UPLOAD_INVALID");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final InstantSource clock;

    Failures(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * For an answer that is not the hoped-for one; reads its body.
     *
     * @param doing what was tried, after "Cannot": {@code pull gcr.io/acme/base:1}
     * @param asked which credential sources were asked, for the remedy; empty where that is no matter
     */
    RegistryException refused(String doing, RegistryHost host, HttpAnswer answer, String asked) throws IOException {
        byte[] body;
        try (InputStream in = answer.body()) {
            body = in.readNBytes(LONGEST_ERROR_BYTES);
        }
        List<RegistryException.Reason> reasons = reasons(body);
        String who = answer.uri().getAuthority().equals(host.server())
                ? host.name()
                : host.name() + " (at " + answer.uri().getAuthority() + ")";
        String said = reasons.isEmpty()
                ? quote(body)
                : reasons.stream().map(Object::toString).collect(Collectors.joining(", "));
        boolean passing = PASSING_STATUSES.contains(answer.status())
                || reasons.stream().anyMatch(reason -> PASSING_CODES.contains(reason.code()));
        return new RegistryException(
                answer.status() == 401 || answer.status() == 403 || answer.status() == 404 ? Kind.USER : Kind.EXTERNAL,
                "Cannot " + doing + ": " + who + " answered " + answer.status() + (said.isEmpty() ? "" : " " + said),
                remedy(answer.status(), host, asked),
                OptionalInt.of(answer.status()),
                reasons,
                passing,
                answer.header("Retry-After").flatMap(this::delay),
                null);
    }

    /** For an answer that came but makes no sense, which asking again would not change. */
    RegistryException nonsense(String doing, RegistryHost host, String problem, @Nullable Throwable cause) {
        return new RegistryException(
                Kind.EXTERNAL,
                "Cannot " + doing + ": " + host + " " + problem,
                "Check that " + host + " is a container registry and that no proxy in between changes its answers.",
                OptionalInt.empty(),
                List.of(),
                false,
                Optional.empty(),
                cause);
    }

    /** For a connection that was not made or broke. */
    RegistryException broken(String doing, RegistryHost host, IOException failure) {
        boolean tls = hasCause(failure, SSLException.class);
        boolean untrusted = hasCause(failure, CertificateException.class)
                || text(failure).contains("PKIX")
                || text(failure).contains("No subject alternative");
        String what;
        String remedy;
        if (hasCause(failure, UnknownHostException.class) || hasCause(failure, UnresolvedAddressException.class)) {
            what = "the host name is not known";
            remedy = "Check the spelling of the registry's name and the DNS settings of this machine or pod.";
        } else if (untrusted) {
            what = "its TLS certificate is not trusted (" + text(failure) + ")";
            remedy = "Give the certificate of its authority with --registry-certificate " + host
                    + "=/path/to/ca.pem, or turn the check off with --skip-tls-verify-registry " + host + ".";
        } else if (tls) {
            what = "no TLS connection could be made (" + text(failure) + ")";
            remedy = "If the registry speaks plain HTTP, name it with --insecure-registry " + host
                    + "; if it wants a client certificate, give it with --registry-client-cert.";
        } else if (failure instanceof HttpAnswer.UnsoundAnswerException
                || failure instanceof HttpAnswer.OversizedAnswerException) {
            what = text(failure);
            remedy = "The registry's storage or a proxy in between may be damaged; push the image there again.";
        } else if (hasCause(failure, HttpTimeoutException.class)) {
            what = "it did not answer in time";
            remedy = "Check that this machine may reach the registry, and the proxy settings (HTTPS_PROXY, NO_PROXY).";
        } else if (hasCause(failure, ConnectException.class) || hasCause(failure, NoRouteToHostException.class)) {
            what = "no connection could be made (" + connectText(failure) + ")";
            remedy = "Check that the registry runs, its port, and that no firewall or proxy setting is in the way.";
        } else {
            what = "the connection broke (" + text(failure) + ")";
            remedy = "Try again; --push-retry and --image-download-retry set how often that is done by itself.";
        }
        boolean hopeless = untrusted || failure instanceof HttpAnswer.OversizedAnswerException;
        return new RegistryException(
                Kind.EXTERNAL,
                "Cannot " + doing + " at " + host + ": " + what,
                remedy,
                OptionalInt.empty(),
                List.of(),
                !hopeless,
                Optional.empty(),
                failure);
    }

    private static String remedy(int status, RegistryHost host, String asked) {
        String sources = asked.isEmpty() ? "" : "; " + asked;
        return switch (status) {
            case 401 -> "Log in to " + host + ": its credentials are missing or wrong" + sources + ".";
            case 403 -> "Check that the credentials for " + host + " may do this with this repository" + sources + ".";
            case 404 ->
                "Check the name, the tag and the registry; a private repository may also hide from those who "
                        + "are not logged in" + sources + ".";
            case 413 -> "Raise the limit for request bodies in the registry or the proxy before it.";
            case 429 ->
                "The registry limits how often it may be asked: log in, wait, or use a mirror (--registry-mirror)"
                        + sources + ".";
            default -> status >= 500 ? "The registry has a fault of its own; try again later, or ask who runs it." : "";
        };
    }

    private static List<RegistryException.Reason> reasons(byte[] body) {
        List<RegistryException.Reason> found = new ArrayList<>();
        try {
            for (JsonNode error : JSON.readTree(body).path("errors").values()) {
                String message = clean(error.path("message").asString(""));
                found.add(new RegistryException.Reason(clean(error.path("code").asString("UNKNOWN")), message));
            }
        } catch (JacksonException e) {
            // Not the spec's form: an HTML page of a proxy, perhaps; it is quoted instead.
            return List.of();
        }
        return found;
    }

    private static String quote(byte[] body) {
        String text = clean(new String(body, StandardCharsets.UTF_8));
        return text.isEmpty() || text.startsWith("<") ? "" : "\"" + text + "\"";
    }

    private static String clean(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "…" : line;
    }

    private Optional<Duration> delay(String retryAfter) {
        String text = retryAfter.strip();
        if (text.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                    .toInstant();
            Duration wait = Duration.between(clock.instant(), then);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            // A wish that cannot be read is no wish.
            return Optional.empty();
        }
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String connectText(Throwable failure) {
        String text = text(failure);
        return text.equals(ConnectException.class.getSimpleName()) ? "connection refused" : text;
    }

    /** The innermost text, since java.net.http wraps the telling exception in others without one. */
    private static String text(Throwable failure) {
        String text = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                text = cause.getMessage();
            }
        }
        return text.isEmpty() ? failure.getClass().getSimpleName() : clean(text);
    }
}
