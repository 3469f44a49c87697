package io.kaniko.core.context;

import java.util.ArrayList;
import java.util.List;

/**
 * A shell pattern as Go's {@code filepath.Match} reads it on Unix, which is what Dockerfile sources mean: {@code *} and
 * {@code ?} stop at {@code /}, {@code [a-z]} and {@code [^a-z]} are one character (also {@code /}, as in Go), a
 * backslash takes the next character as it is. The whole path must match. {@code **} is no more than {@code *}: see
 * {@link IgnoreRules} for patterns that reach deeper.
 */
public final class PathPattern {

    /** What one place of the pattern accepts. */
    private sealed interface Token {}

    private record Literal(int character) implements Token {}

    private record AnyInName() implements Token {}

    private record Star() implements Token {}

    private record OneOf(boolean negated, int[] lowest, int[] highest) implements Token {
        boolean accepts(int character) {
            boolean found = false;
            for (int i = 0; i < lowest.length && !found; i++) {
                found = lowest[i] <= character && character <= highest[i];
            }
            return found != negated;
        }
    }

    private final Token[] tokens;

    private PathPattern(Token[] tokens) {
        this.tokens = tokens;
    }

    /** @throws BadPatternException for a bracket that is not closed or holds nothing, and for a trailing backslash */
    public static PathPattern compile(String pattern) {
        return new PathPattern(new Compiler(pattern).compile());
    }

    /**
     * Whether a path matches a pattern.
     *
     * @throws BadPatternException when the pattern cannot be read, whatever the path
     */
    public static boolean matches(String pattern, String path) {
        return compile(pattern).matches(path);
    }

    /** Whether a text holds a wildcard that no backslash precedes. A text without any names one file. */
    public static boolean hasMeta(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            switch (pattern.charAt(i)) {
                case '*', '?', '[' -> {
                    return true;
                }
                case '\\' -> i++;
                default -> {}
            }
        }
        return false;
    }

    /** Whether the whole path matches. */
    public boolean matches(String path) {
        // Only the last star is tried again, as in Go. That finds every match but those where an earlier star would
        // have
        // to let a negated class take a slash ("*[^a]*c" for "xy/c"): Go misses these as well.
        int token = 0;
        int at = 0;
        int starToken = -1;
        int starAt = -1;
        while (at < path.length() || token < tokens.length) {
            if (token < tokens.length && tokens[token] instanceof Star) {
                starToken = token++;
                starAt = at;
                continue;
            }
            if (token < tokens.length && at < path.length() && accepts(tokens[token], path.codePointAt(at))) {
                at += Character.charCount(path.codePointAt(at));
                token++;
                continue;
            }
            if (starToken < 0 || starAt >= path.length() || path.charAt(starAt) == '/') {
                return false;
            }
            starAt += Character.charCount(path.codePointAt(starAt));
            at = starAt;
            token = starToken + 1;
        }
        return true;
    }

    private static boolean accepts(Token token, int character) {
        return switch (token) {
            case Literal literal -> literal.character() == character;
            case AnyInName any -> character != '/';
            case OneOf oneOf -> oneOf.accepts(character);
            case Star star -> throw new IllegalStateException("a star is no single character");
        };
    }

    /** Reads a pattern from left to right. */
    private static final class Compiler {
        private final String pattern;
        private int at;

        Compiler(String pattern) {
            this.pattern = pattern;
        }

        Token[] compile() {
            List<Token> tokens = new ArrayList<>();
            while (at < pattern.length()) {
                int character = next();
                tokens.add(
                        switch (character) {
                            case '*' -> new Star();
                            case '?' -> new AnyInName();
                            case '[' -> oneOf();
                            case '\\' -> new Literal(escaped());
                            default -> new Literal(character);
                        });
            }
            return tokens.toArray(Token[]::new);
        }

        private OneOf oneOf() {
            boolean negated = at < pattern.length() && pattern.charAt(at) == '^';
            if (negated) {
                at++;
            }
            List<int[]> ranges = new ArrayList<>();
            while (ranges.isEmpty() || peek() != ']') {
                int lowest = bound();
                int highest = lowest;
                if (peek() == '-') {
                    at++;
                    highest = bound();
                }
                ranges.add(new int[] {lowest, highest});
            }
            at++;
            return new OneOf(
                    negated,
                    ranges.stream().mapToInt(range -> range[0]).toArray(),
                    ranges.stream().mapToInt(range -> range[1]).toArray());
        }

        private int bound() {
            int character = peek();
            if (character == '-' || character == ']') {
                throw new BadPatternException(
                        pattern, "inside [ ] a \"" + (char) character + "\" needs a backslash before it");
            }
            next();
            return character == '\\' ? escaped() : character;
        }

        private int escaped() {
            if (at >= pattern.length()) {
                throw new BadPatternException(pattern, "nothing follows the last backslash");
            }
            return next();
        }

        private int peek() {
            if (at >= pattern.length()) {
                throw new BadPatternException(pattern, "a [ is not closed");
            }
            return pattern.codePointAt(at);
        }

        private int next() {
            int character = pattern.codePointAt(at);
            at += Character.charCount(character);
            return character;
        }
    }
}
