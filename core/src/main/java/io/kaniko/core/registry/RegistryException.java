package io.kaniko.core.registry;

import io.kaniko.spi.BuildException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A registry refused, failed, or could not be reached. */
public final class RegistryException extends BuildException {

    private static final long serialVersionUID = 1L;

    /**
     * What a registry says in the body of an error.
     *
     * @param code a word of the distribution-spec: {@code MANIFEST_UNKNOWN}, {@code DENIED}
     * @param message for people; may be empty
     */
    public record Reason(String code, String message) implements java.io.Serializable {
        @Override
        public String toString() {
            return message.isEmpty() || message.equalsIgnoreCase(code) ? code : code + " (" + message + ")";
        }
    }

    private final int status;
    private final Reason[] reasons;
    private final boolean retryable;
    private final @Nullable Duration retryAfter;

    RegistryException(
            Kind kind,
            String message,
            String remedy,
            OptionalInt status,
            List<Reason> reasons,
            boolean retryable,
            Optional<Duration> retryAfter,
            @Nullable Throwable cause) {
        super(kind, message, remedy.isEmpty() ? Optional.empty() : Optional.of(remedy), cause);
        this.status = status.orElse(0);
        this.reasons = reasons.toArray(Reason[]::new);
        this.retryable = retryable;
        this.retryAfter = retryAfter.orElse(null);
    }

    /** The HTTP status, where there was an answer. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** What the registry said; empty where it said nothing in the spec's form. */
    public List<Reason> reasons() {
        return List.of(reasons);
    }

    /** Whether the same request may succeed a little later. */
    public boolean retryable() {
        return retryable;
    }

    /** How long the registry wants to be left alone. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    boolean hasReason(String code) {
        return reasons().stream().anyMatch(reason -> reason.code().equals(code));
    }
}
