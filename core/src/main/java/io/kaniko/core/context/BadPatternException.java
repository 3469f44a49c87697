package io.kaniko.core.context;

import io.kaniko.spi.BuildException;

/** A pattern that cannot be read, in a {@code .dockerignore}, a source or {@code --exclude}. */
public final class BadPatternException extends BuildException {

    private static final long serialVersionUID = 1L;

    private final String pattern;
    private final String reason;

    BadPatternException(String pattern, String reason) {
        this(pattern, "", reason);
    }

    private BadPatternException(String pattern, String where, String reason) {
        super(
                Kind.USER,
                "Cannot read the pattern \"" + pattern + "\"" + where + ": " + reason + ".",
                "Patterns know * ? [a-z] [^a-z] and \\ before a character that stands for itself.");
        this.pattern = pattern;
        this.reason = reason;
    }

    /** The same, naming the file that the pattern is from. */
    BadPatternException in(String file) {
        return new BadPatternException(pattern, " in " + file, reason);
    }
}
