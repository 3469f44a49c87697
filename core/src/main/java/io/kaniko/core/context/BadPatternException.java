package io.kaniko.core.context;

import io.kaniko.spi.BuildException;

/** A pattern that cannot be read, in a {@code .dockerignore}, a source or {@code --exclude}. */
public final class BadPatternException extends BuildException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    BadPatternException(String pattern, String reason) {
        super(
                Kind.USER,
                "Cannot read the pattern \"" + pattern + "\": " + reason + ".",
                "Patterns know * ? [a-z] [^a-z] and \\ before a character that stands for itself.");
        this.reason = reason;
    }

    /** What is wrong, as a part of a sentence. */
    String reason() {
        return reason;
    }
}
