package io.kaniko.core.variables;

/** What separates words in a Dockerfile: the characters that BuildKit's language, Go, calls white space. */
public final class WhiteSpace {

    private WhiteSpace() {}

    /** Whether Go's {@code unicode.IsSpace} holds; Java's own notion differs at U+0085 and U+00A0. */
    public static boolean is(int character) {
        return switch (character) {
            case '\t', '\n', 0x0B, '\f', '\r', ' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
            default -> character >= 0x2000 && character <= 0x200A;
        };
    }

    /** The text without white space at its start. */
    public static String trimStart(String text) {
        int start = 0;
        while (start < text.length() && is(text.charAt(start))) {
            start++;
        }
        return text.substring(start);
    }

    /** The text without white space at either end. */
    public static String trim(String text) {
        int end = text.length();
        while (end > 0 && is(text.charAt(end - 1))) {
            end--;
        }
        return trimStart(text.substring(0, end));
    }
}
