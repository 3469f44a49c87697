package io.kaniko.core.variables;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of {@code ${v#pattern}} and its relatives: {@code *} and {@code ?}, no brackets; neither matches a line
 * feed. Matching takes time proportional to text times pattern, whatever both are; a regular expression would not.
 */
final class GlobPattern {

    private static final int ANY = -1;
    private static final int STAR = -2;

    private final int[] tokens;

    private GlobPattern(int[] tokens) {
        this.tokens = tokens;
    }

    /** @throws IllegalArgumentException for a backslash before anything but {@code * ? \ } /} */
    static GlobPattern parse(String pattern) {
        int[] characters = pattern.codePoints().toArray();
        int[] tokens = new int[characters.length];
        int count = 0;
        for (int index = 0; index < characters.length; index++) {
            int character = characters[index];
            if (character == '*') {
                tokens[count++] = STAR;
            } else if (character == '?') {
                tokens[count++] = ANY;
            } else if (character == '\\') {
                index++;
                if (index == characters.length || "*?\\}/".indexOf(characters[index]) < 0) {
                    throw new IllegalArgumentException(
                            index == characters.length
                                    ? "it ends in a backslash"
                                    : "\\" + Character.toString(characters[index]) + " is no escape");
                }
                tokens[count++] = characters[index];
            } else {
                tokens[count++] = character;
            }
        }
        return new GlobPattern(Arrays.copyOf(tokens, count));
    }

    String withoutPrefix(String value, boolean longest) {
        int[] text = value.codePoints().toArray();
        Match match = find(text, 0, true, longest);
        return match == null ? value : new String(text, match.end, text.length - match.end);
    }

    String withoutSuffix(String value, boolean longest) {
        int[] text = reversed(value.codePoints().toArray());
        Match match = new GlobPattern(reversed(tokens)).find(text, 0, true, longest);
        if (match == null) {
            return value;
        }
        int[] rest = reversed(Arrays.copyOfRange(text, match.end, text.length));
        return new String(rest, 0, rest.length);
    }

    /** The replacement is taken as it is. */
    String replaceFirst(String value, String replacement) {
        int[] text = value.codePoints().toArray();
        Match match = find(text, 0, false, true);
        if (match == null) {
            return value;
        }
        return new String(text, 0, match.start) + replacement + new String(text, match.end, text.length - match.end);
    }

    /** {@code $0} and {@code ${0}} in the replacement stand for the match, other {@code $name} for nothing, {@code $$} for a dollar. */
    String replaceAll(String value, String replacement) {
        int[] text = value.codePoints().toArray();
        StringBuilder result = new StringBuilder();
        int copied = 0;
        int from = 0;
        int lastEnd = -1;
        while (from <= text.length) {
            Match match = find(text, from, false, true);
            if (match == null) {
                break;
            }
            // An empty match right behind the one before is none, as in Go.
            if (match.end > match.start || match.start != lastEnd) {
                result.append(new String(text, copied, match.start - copied));
                result.append(template(replacement, new String(text, match.start, match.end - match.start)));
                copied = match.end;
            }
            lastEnd = match.end;
            from = match.end > match.start ? match.end : match.end + 1;
        }
        return result.append(new String(text, copied, text.length - copied)).toString();
    }

    private static String template(String replacement, String match) {
        StringBuilder result = new StringBuilder();
        int index = 0;
        while (index < replacement.length()) {
            char character = replacement.charAt(index);
            if (character != '$' || index + 1 == replacement.length()) {
                result.append(character);
                index++;
                continue;
            }
            if (replacement.charAt(index + 1) == '$') {
                result.append('$');
                index += 2;
                continue;
            }
            boolean braces = replacement.charAt(index + 1) == '{';
            int start = index + (braces ? 2 : 1);
            int end = start;
            while (end < replacement.length() && isNamePart(replacement.charAt(end))) {
                end++;
            }
            if (end == start || (braces && (end == replacement.length() || replacement.charAt(end) != '}'))) {
                result.append('$');
                index++;
                continue;
            }
            String name = replacement.substring(start, end);
            if (name.chars().allMatch(digit -> digit == '0')) {
                result.append(match);
            }
            index = braces ? end + 1 : end;
        }
        return result.toString();
    }

    private static boolean isNamePart(char character) {
        return Character.isLetterOrDigit(character) || character == '_';
    }

    private record Match(int start, int end) {}

    /**
     * The first match at or after a position, and of those that start there the longest or the shortest. All states of
     * the pattern advance together through the text, each remembering where its match began.
     */
    private @Nullable Match find(int[] text, int from, boolean anchored, boolean longest) {
        int[] starts = new int[tokens.length + 1];
        Arrays.fill(starts, Integer.MAX_VALUE);
        Match best = null;
        for (int position = from; ; position++) {
            if (best == null && (position == from || !anchored)) {
                starts[0] = Math.min(starts[0], position);
            }
            for (int state = 0; state < tokens.length; state++) {
                if (tokens[state] == STAR) {
                    starts[state + 1] = Math.min(starts[state + 1], starts[state]);
                }
            }
            int accepted = starts[tokens.length];
            if (accepted != Integer.MAX_VALUE && (best == null || accepted <= best.start)) {
                best = new Match(accepted, position);
                if (!longest) {
                    return best;
                }
            }
            if (position == text.length || !advance(starts, text[position], best)) {
                if (position == text.length || best != null || anchored) {
                    return best;
                }
            }
        }
    }

    /** Moves every state over one character; false when none is left. */
    private boolean advance(int[] starts, int character, @Nullable Match best) {
        boolean alive = false;
        for (int state = tokens.length; state >= 0; state--) {
            int start = Integer.MAX_VALUE;
            if (state < tokens.length && tokens[state] == STAR && character != '\n') {
                start = starts[state];
            }
            if (state > 0 && tokens[state - 1] != STAR && matches(tokens[state - 1], character)) {
                start = Math.min(start, starts[state - 1]);
            }
            if (best != null && start > best.start) {
                start = Integer.MAX_VALUE;
            }
            starts[state] = start;
            alive |= start != Integer.MAX_VALUE;
        }
        return alive;
    }

    private static boolean matches(int token, int character) {
        return token == ANY ? character != '\n' : token == character;
    }

    private static int[] reversed(int[] values) {
        int[] result = new int[values.length];
        for (int index = 0; index < values.length; index++) {
            result[index] = values[values.length - 1 - index];
        }
        return result;
    }
}
