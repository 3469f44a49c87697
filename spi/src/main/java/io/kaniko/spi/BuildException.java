package io.kaniko.spi;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A build cannot go on. The message says what was being done, to what, and what happened; the {@linkplain #remedy()
 * remedy} says what to do next. Neither may contain a secret.
 *
 * <p>Plugins throw it where they know the remedy; an {@link java.io.IOException} is fine everywhere else.
 */
public class BuildException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Who can mend it. */
    public enum Kind {
        /** The Dockerfile, the command line or the build context is wrong. */
        USER,
        /** The machine lacks something: space, a permission, a kernel feature, a program. */
        ENVIRONMENT,
        /** Somebody else's service refused or failed: a registry, a bucket, a server. */
        EXTERNAL,
        /** A fault of this program or of a plugin. */
        INTERNAL
    }

    private final Kind kind;
    private final @Nullable String remedy;

    public BuildException(Kind kind, String message) {
        this(kind, message, Optional.empty(), null);
    }

    public BuildException(Kind kind, String message, String remedy) {
        this(kind, message, Optional.of(remedy), null);
    }

    public BuildException(Kind kind, String message, Optional<String> remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.remedy = remedy.orElse(null);
    }

    public final Kind kind() {
        return kind;
    }

    /** What the person who reads the message can do, as a sentence. */
    public final Optional<String> remedy() {
        return Optional.ofNullable(remedy);
    }
}
