package io.kaniko.core.dockerfile;

import io.kaniko.core.variables.WhiteSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** The ways in which instructions split their arguments. */
final class Words {

    private static final ObjectReader JSON =
            JsonMapper.shared().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Words() {}

    /** What separates the keyword and the words of a plain list. */
    static boolean isBlank(char character) {
        return character == ' ' || character == '\t' || character == '\r' || character == '\f' || character == 0x0B;
    }

    /** Splits at blanks; quotes and escapes mean nothing. */
    static List<String> plain(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int index = 0; index <= text.length(); index++) {
            if (index < text.length() && !isBlank(text.charAt(index))) {
                word.append(text.charAt(index));
            } else if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        return words;
    }

    /** Splits at white space outside quotes; quotes and escapes stay in the words. */
    static List<String> quoted(String text, char escape) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            if (quote == 0 && WhiteSpace.is(character)) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                continue;
            }
            if (character == escape && quote != '\'') {
                if (index + 1 == text.length()) {
                    break;
                }
                word.append(character).append(text.charAt(++index));
                continue;
            }
            if (quote == 0 && (character == '\'' || character == '"')) {
                quote = character;
            } else if (character == quote) {
                quote = 0;
            }
            word.append(character);
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    /** Whether the text is a JSON array and nothing else. */
    static boolean isJsonArray(String text) {
        return readArray(text).isPresent();
    }

    /**
     * The texts of a JSON array; empty when it is none, which makes it the shell form.
     *
     * @throws IllegalArgumentException when it is an array of anything but texts
     */
    static Optional<List<String>> json(String text) {
        return readArray(text).map(array -> {
            List<String> values = new ArrayList<>();
            for (JsonNode element : array) {
                if (!element.isString()) {
                    throw new IllegalArgumentException("a JSON array here may hold texts only");
                }
                values.add(element.asString());
            }
            return List.copyOf(values);
        });
    }

    private static Optional<JsonNode> readArray(String text) {
        if (!text.startsWith("[")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(text)).filter(JsonNode::isArray);
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }
}
