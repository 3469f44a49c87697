package io.kaniko.core.context;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of a {@code .dockerignore}: {@link PathPattern} and, beyond it, {@code **} for any number of directories.
 * The rules are those of moby's patternmatcher, oddities included, because the same file must leave out the same files
 * here and with docker: a pattern becomes a comparison where that is enough, and a regular expression elsewhere, in
 * which a wildcard inside brackets still counts as a wildcard.
 */
final class IgnorePattern {

    private enum Form {
        EXACT,
        /** {@code dir/**} */
        PREFIX,
        /** {@code **}{@code /name} */
        SUFFIX,
        EXPRESSION
    }

    /** Characters that an expression would take for more than they are. {@code ^} is missing in moby's list, too. */
    private static final String NOT_SPECIAL = ".+()|{}$";

    private final boolean exception;
    private final String text;
    private final Form form;
    private final String compared;
    private final @Nullable GoExpression expression;

    private IgnorePattern(
            boolean exception, String text, Form form, String compared, @Nullable GoExpression expression) {
        this.exception = exception;
        this.text = text;
        this.form = form;
        this.compared = compared;
        this.expression = expression;
    }

    /**
     * Reads a pattern; empty for a blank one.
     *
     * @throws BadPatternException when it cannot be read
     */
    static Optional<IgnorePattern> compile(String written) {
        String trimmed = trimmed(written);
        if (trimmed.isEmpty()) {
            return Optional.empty();
        }
        String cleaned = CleanPath.of(trimmed);
        boolean exception = cleaned.charAt(0) == '!';
        if (exception) {
            cleaned = cleaned.substring(1);
            if (cleaned.isEmpty()) {
                throw new BadPatternException("!", "illegal exclusion pattern, nothing follows the exclamation mark");
            }
        }
        PathPattern.compile(cleaned);
        return Optional.of(translate(exception, cleaned));
    }

    /** Without white space at both ends; Go counts the no-break space and the next-line character to it. */
    static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char character) {
        return Character.isSpaceChar(character) || character >= '\t' && character <= '\r' || character == '\u0085';
    }

    private static IgnorePattern translate(boolean exception, String text) {
        StringBuilder expression = new StringBuilder("^");
        Form form = Form.EXACT;
        boolean first = true;
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            if (character == '*' && at < text.length() && text.charAt(at) == '*') {
                at++;
                if (at < text.length() && text.charAt(at) == '/') {
                    at++;
                }
                if (at == text.length()) {
                    if (form == Form.EXACT) {
                        form = Form.PREFIX;
                    } else {
                        form = Form.EXPRESSION;
                        expression.append(".*");
                    }
                } else {
                    form = Form.EXPRESSION;
                    expression.append("(?:.*/)?");
                }
                if (first) {
                    form = Form.SUFFIX;
                }
            } else if (character == '*') {
                form = Form.EXPRESSION;
                expression.append("[^/]*");
            } else if (character == '?') {
                form = Form.EXPRESSION;
                expression.append("[^/]");
            } else if (NOT_SPECIAL.indexOf(character) >= 0) {
                expression.append('\\').appendCodePoint(character);
            } else if (character == '\\') {
                expression.append('\\');
                if (at < text.length()) {
                    form = Form.EXPRESSION;
                    character = text.codePointAt(at);
                    at += Character.charCount(character);
                    expression.appendCodePoint(character);
                }
            } else {
                if (character == '[' || character == ']') {
                    form = Form.EXPRESSION;
                }
                expression.appendCodePoint(character);
            }
            first = false;
        }
        return switch (form) {
            case EXACT -> new IgnorePattern(exception, text, form, text, null);
            case PREFIX -> new IgnorePattern(exception, text, form, withoutDeepEnd(text), null);
            case SUFFIX -> new IgnorePattern(exception, text, form, text.substring(2), null);
            case EXPRESSION ->
                new IgnorePattern(exception, text, form, "", GoExpression.compile(text, expression.toString()));
        };
    }

    private static String withoutDeepEnd(String text) {
        return text.substring(0, text.length() - 2);
    }

    /** Whether the line began with an exclamation mark: what it matches is wanted after all. */
    boolean isException() {
        return exception;
    }

    /** Whether this path itself matches; directories above it are the caller's business. */
    boolean matches(String path) {
        return switch (form) {
            case EXACT -> path.equals(compared);
            case PREFIX -> path.startsWith(compared);
            case SUFFIX ->
                path.endsWith(compared)
                        || !compared.isEmpty()
                                && compared.charAt(0) == '/'
                                && compared.length() == path.length() + 1
                                && compared.endsWith(path);
            case EXPRESSION -> expression != null && expression.matches(path);
        };
    }

    /**
     * Whether some path below a directory could match. May say yes without need, never no against it. Wildcards in the
     * leading names are not looked into: {@code x*}{@code /y} may match below every top-level directory.
     */
    boolean mayMatchBelow(String directory) {
        String[] names = text.split("/", -1);
        String[] above = directory.split("/", -1);
        for (int i = 0; i < above.length; i++) {
            if (i >= names.length) {
                return false;
            }
            String name = names[i];
            if (isOdd(name)) {
                return true;
            }
            if (!PathPattern.hasMeta(name) && !name.equals(above[i])) {
                return false;
            }
        }
        return names.length > above.length;
    }

    /** Whether a name of the pattern is hard to compare alone: {@code **}, and what an expression makes more of. */
    private static boolean isOdd(String name) {
        return name.contains("**")
                || name.contains("[")
                || name.contains("]")
                || name.contains("\\")
                || name.contains("^");
    }

    /** The pattern as it counts, with its exclamation mark. */
    @Override
    public String toString() {
        return exception ? "!" + text : text;
    }
}
