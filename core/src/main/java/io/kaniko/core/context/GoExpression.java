package io.kaniko.core.context;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression in Go's syntax, as moby's patternmatcher makes them of ignore patterns. Java's differs inside
 * brackets, in what may be escaped, and in time: Go's takes a time proportional to the text, Java's may take forever,
 * so that one gets a limit.
 */
final class GoExpression {

    /** Some tenths of a second. No pattern that somebody means comes near to it. */
    private static final int MOST_LOOKS = 20_000_000;

    /** As long as a path can be; the matcher's stack grows with it. */
    private static final int LONGEST = 4096;

    /** What may stand between {@code [:} and {@code :]}, and what Java calls it. */
    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("alnum", "p{Alnum}"),
            Map.entry("alpha", "p{Alpha}"),
            Map.entry("ascii", "p{ASCII}"),
            Map.entry("blank", "p{Blank}"),
            Map.entry("cntrl", "p{Cntrl}"),
            Map.entry("digit", "p{Digit}"),
            Map.entry("graph", "p{Graph}"),
            Map.entry("lower", "p{Lower}"),
            Map.entry("print", "p{Print}"),
            Map.entry("punct", "p{Punct}"),
            Map.entry("space", "p{Space}"),
            Map.entry("upper", "p{Upper}"),
            Map.entry("word", "w"),
            Map.entry("xdigit", "p{XDigit}"));

    private static final String MEANINGFUL = "dDsSwWbBAzafnrtv";
    private static final String ONE_LETTER_CLASSES = "CLMNPSZ";

    private final String text;
    private final Pattern pattern;

    private GoExpression(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /**
     * Translates an expression.
     *
     * @param text what the user wrote, for messages
     * @throws BadPatternException where Go would refuse it, and for one that is too long
     */
    static GoExpression compile(String text, String expression) {
        if (text.length() > LONGEST) {
            throw new BadPatternException(
                    text.substring(0, 40) + "...", "it is longer than " + LONGEST + " characters");
        }
        try {
            return new GoExpression(
                    text, Pattern.compile(new Translator(text, expression).translated() + "\\z", Pattern.UNIX_LINES));
        } catch (PatternSyntaxException e) {
            throw new BadPatternException(text, e.getDescription());
        }
    }

    /** @throws BadPatternException when it takes too long to say */
    boolean matches(String path) {
        return pattern.matcher(new Counted(path, 0, path.length(), new int[1])).find();
    }

    /** A text that can be looked at only so many times. */
    private final class Counted implements CharSequence {
        private final String path;
        private final int start;
        private final int end;
        private final int[] looks;

        Counted(String path, int start, int end, int[] looks) {
            this.path = path;
            this.start = start;
            this.end = end;
            this.looks = looks;
        }

        @Override
        public int length() {
            return end - start;
        }

        @Override
        public char charAt(int index) {
            if (++looks[0] > MOST_LOOKS) {
                throw new BadPatternException(text, "it has too many wildcards to be compared with \"" + path + "\"");
            }
            return path.charAt(start + index);
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return new Counted(path, start + from, start + to, looks);
        }

        @Override
        public String toString() {
            return path.substring(start, end);
        }
    }

    /** Goes through an expression from left to right. */
    private static final class Translator {
        private final String text;
        private final String expression;
        private final StringBuilder java = new StringBuilder();
        private int at;

        Translator(String text, String expression) {
            this.text = text;
            this.expression = expression;
        }

        String translated() {
            while (at < expression.length()) {
                char character = expression.charAt(at++);
                switch (character) {
                    case '\\' -> escaped();
                    case '[' -> brackets();
                    default -> java.append(character);
                }
            }
            return java.toString();
        }

        private void brackets() {
            java.append('[');
            if (at < expression.length() && expression.charAt(at) == '^') {
                java.append('^');
                at++;
            }
            int start = at;
            while (at < expression.length()) {
                char character = expression.charAt(at++);
                if (character == ']' && at - 1 > start) {
                    java.append(']');
                    return;
                }
                switch (character) {
                    case '\\' -> escaped();
                    case '[' -> {
                        if (!namedClass()) {
                            java.append("\\[");
                        }
                    }
                    case ']', '&', '^' -> java.append('\\').append(character);
                    default -> java.append(character);
                }
            }
        }

        /** {@code [:alpha:]} and {@code [:^alpha:]}; without the closing {@code :]} it is no more than a bracket. */
        private boolean namedClass() {
            int end = expression.startsWith(":", at) ? expression.indexOf(":]", at + 1) : -1;
            if (end < 0) {
                return false;
            }
            String name = expression.substring(at + 1, end);
            boolean negated = name.startsWith("^");
            String known = CLASSES.get(negated ? name.substring(1) : name);
            if (known == null) {
                throw new BadPatternException(text, "[:" + name + ":] is no class of characters");
            }
            String kind = known.substring(0, 1);
            java.append('\\')
                    .append(negated ? kind.toUpperCase(Locale.ROOT) : kind)
                    .append(known.substring(1));
            at = end + 2;
            return true;
        }

        private void escaped() {
            char character = expression.charAt(at++);
            boolean unicodeClass = (character == 'p' || character == 'P')
                    && at < expression.length()
                    && ONE_LETTER_CLASSES.indexOf(expression.charAt(at)) >= 0;
            if (unicodeClass) {
                java.append('\\').append(character).append(expression.charAt(at++));
                return;
            }
            if (isLetterOrDigit(character) && MEANINGFUL.indexOf(character) < 0) {
                throw new BadPatternException(text, "\"\\" + character + "\" has no meaning");
            }
            java.append(
                    switch (character) {
                        case 'v' -> "\\x0B";
                        case 's' -> "[\\t\\n\\f\\r ]";
                        case 'S' -> "[^\\t\\n\\f\\r ]";
                        default -> "\\" + character;
                    });
        }

        private static boolean isLetterOrDigit(char character) {
            return character < 128 && Character.isLetterOrDigit(character);
        }
    }
}
