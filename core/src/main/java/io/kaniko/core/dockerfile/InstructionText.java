package io.kaniko.core.dockerfile;

import io.kaniko.core.variables.WhiteSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An instruction's text cut into its parts.
 *
 * @param original the whole text
 * @param keyword the name as written
 * @param flags the words that start with {@code --}, without quotes
 * @param arguments the rest, trimmed
 */
record InstructionText(String original, String keyword, List<String> flags, String arguments) {

    static InstructionText of(String text) {
        String trimmed = WhiteSpace.trim(text);
        int end = 0;
        while (end < trimmed.length() && !Words.isBlank(trimmed.charAt(end))) {
            end++;
        }
        int rest = end;
        while (rest < trimmed.length() && Words.isBlank(trimmed.charAt(rest))) {
            rest++;
        }
        FlagScanner scanner = new FlagScanner(trimmed.substring(rest));
        List<String> flags = scanner.flags();
        return new InstructionText(text, trimmed.substring(0, end), flags, WhiteSpace.trim(scanner.rest()));
    }

    String upperKeyword() {
        return keyword.toUpperCase(Locale.ROOT);
    }

    boolean isJson() {
        return Words.isJsonArray(arguments);
    }

    /** The text behind {@code ONBUILD}, cut again. */
    InstructionText trigger() {
        return of(arguments);
    }

    /** Whether {@code <<} in it opens a here-document. */
    boolean takesHeredocs() {
        InstructionText inner = upperKeyword().equals("ONBUILD") && !arguments.isEmpty() ? trigger() : this;
        return switch (inner.upperKeyword()) {
            case "ADD", "COPY", "RUN" -> !inner.isJson();
            default -> false;
        };
    }

    /** Takes flags from the start of a text. Quotes are removed; a backslash escapes, whatever the escape character. */
    private static final class FlagScanner {
        private final String text;
        private int position;

        FlagScanner(String text) {
            this.text = text;
        }

        List<String> flags() {
            List<String> flags = new ArrayList<>();
            while (true) {
                while (position < text.length() && WhiteSpace.is(text.charAt(position))) {
                    position++;
                }
                if (!text.startsWith("--", position)) {
                    return flags;
                }
                String word = word();
                if (word.equals("--")) {
                    return flags;
                }
                flags.add(word);
            }
        }

        String rest() {
            return text.substring(position);
        }

        private String word() {
            StringBuilder word = new StringBuilder();
            char quote = 0;
            while (position < text.length()) {
                char character = text.charAt(position);
                if (quote == 0 && WhiteSpace.is(character)) {
                    break;
                }
                position++;
                if (quote == 0 && (character == '\'' || character == '"')) {
                    quote = character;
                } else if (character == quote) {
                    quote = 0;
                } else if (character != '\\') {
                    word.append(character);
                } else if (position < text.length()) {
                    word.append(text.charAt(position++));
                }
            }
            return word.toString();
        }
    }
}
