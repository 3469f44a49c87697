package io.kaniko.credentials.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) into maps, lists, texts, booleans and {@link BigDecimal}s. Written here because a plugin
 * brings its own libraries, and this is all that the plugin needs of one. Messages name a place and never quote: the
 * text holds secrets.
 */
final class JsonReader {

    private static final int DEEPEST = 100;

    /** A text is no JSON. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /** Reads a text that is one JSON value; {@code null} becomes null. */
    static @Nullable Object read(String text) throws MalformedException {
        JsonReader reader = new JsonReader(text.startsWith("\uFEFF") ? text.substring(1) : text);
        Object value = reader.value();
        reader.skipSpace();
        if (reader.at < reader.text.length()) {
            throw reader.malformed("something follows the end of the value");
        }
        return value;
    }

    private @Nullable Object value() throws MalformedException {
        skipSpace();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true", Boolean.TRUE);
            case 'f' -> literal("false", Boolean.FALSE);
            case 'n' -> literal("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() throws MalformedException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        enter();
        skipSpace();
        if (peek() != '}') {
            do {
                skipSpace();
                if (peek() != '"') {
                    throw malformed("a member of an object needs a name in quotes");
                }
                String name = string();
                skipSpace();
                expect(':');
                members.put(name, value());
                skipSpace();
            } while (goesOn());
        }
        expect('}');
        depth--;
        return members;
    }

    private List<@Nullable Object> array() throws MalformedException {
        List<@Nullable Object> elements = new ArrayList<>();
        enter();
        skipSpace();
        if (peek() != ']') {
            do {
                elements.add(value());
                skipSpace();
            } while (goesOn());
        }
        expect(']');
        depth--;
        return elements;
    }

    private void enter() throws MalformedException {
        at++;
        if (++depth > DEEPEST) {
            throw malformed("values lie deeper than " + DEEPEST + " levels");
        }
    }

    private boolean goesOn() {
        boolean comma = at < text.length() && text.charAt(at) == ',';
        if (comma) {
            at++;
        }
        return comma;
    }

    private String string() throws MalformedException {
        StringBuilder value = new StringBuilder();
        at++;
        while (peek() != '"') {
            char character = text.charAt(at++);
            if (character < ' ') {
                at--;
                throw malformed("a text holds a line break or another control character");
            }
            value.append(character == '\\' ? escaped() : character);
        }
        at++;
        return value.toString();
    }

    private char escaped() throws MalformedException {
        char character = peek();
        at++;
        return switch (character) {
            case '"', '\\', '/' -> character;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> fourDigits();
            default -> throw malformed("a backslash in a text has nothing to escape");
        };
    }

    private char fourDigits() throws MalformedException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw malformed("\\u needs four hexadecimal digits");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    private @Nullable Object literal(String word, @Nullable Object value) throws MalformedException {
        if (!text.startsWith(word, at)) {
            throw malformed("a value was expected");
        }
        at += word.length();
        return value;
    }

    private BigDecimal number() throws MalformedException {
        int start = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(start, at);
        if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            at = start;
            throw malformed("a value was expected");
        }
        try {
            return new BigDecimal(number);
        } catch (NumberFormatException e) {
            throw malformed("a number is too large");
        }
    }

    private void expect(char wanted) throws MalformedException {
        if (peek() != wanted) {
            throw malformed("\"" + wanted + "\" was expected");
        }
        at++;
    }

    private char peek() throws MalformedException {
        if (at >= text.length()) {
            throw malformed("the text ends too early");
        }
        return text.charAt(at);
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private MalformedException malformed(String reason) {
        String before = text.substring(0, Math.min(at, text.length()));
        long line = before.chars().filter(character -> character == '\n').count() + 1;
        int column = before.length() - before.lastIndexOf('\n');
        return new MalformedException("line " + line + ", column " + column + ": " + reason);
    }
}
