package io.kaniko.core.step;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Values in the spelling of Go's {@code fmt}, which BuildKit writes into the history. */
final class GoFormat {

    private static final long SECOND = 1_000_000_000L;

    private GoFormat() {}

    /** {@code %q} of texts: {@code ["a" "b"]}. */
    static String quoted(List<String> texts) {
        return texts.stream().map(GoFormat::quoted).collect(Collectors.joining(" ", "[", "]"));
    }

    /** {@code %v} of texts: {@code [a b]}. */
    static String plain(Iterable<String> texts) {
        return "[" + String.join(" ", texts) + "]";
    }

    /** {@code %q} of a text. */
    static String quoted(String text) {
        StringBuilder result = new StringBuilder("\"");
        text.codePoints().forEach(character -> {
            switch (character) {
                case '"' -> result.append("\\\"");
                case '\\' -> result.append("\\\\");
                case 0x07 -> result.append("\\a");
                case '\b' -> result.append("\\b");
                case '\f' -> result.append("\\f");
                case '\n' -> result.append("\\n");
                case '\r' -> result.append("\\r");
                case '\t' -> result.append("\\t");
                case 0x0B -> result.append("\\v");
                default -> {
                    if (isPrintable(character)) {
                        result.appendCodePoint(character);
                    } else {
                        result.append(escaped(character));
                    }
                }
            }
        });
        return result.append('"').toString();
    }

    private static String escaped(int character) {
        if (character >= 0xDC80 && character <= 0xDCFF) {
            return "\\x%02x".formatted(character - 0xDC00); // a byte that was no UTF-8
        }
        if (character < 0x80) {
            return "\\x%02x".formatted(character);
        }
        return (character > 0xFFFF ? "\\U%08x" : "\\u%04x").formatted(character);
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }

    /** {@code 1h0m0s}, {@code 1.5s}, {@code 300ms}, {@code 0s}. */
    static String duration(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        if (nanos < 1_000_000) {
            return decimal(nanos, 1_000) + "µs";
        }
        if (nanos < SECOND) {
            return decimal(nanos, 1_000_000) + "ms";
        }
        long minutes = nanos / SECOND / 60;
        String seconds = decimal(nanos - minutes * 60 * SECOND, SECOND) + "s";
        if (minutes == 0) {
            return seconds;
        }
        return minutes < 60 ? minutes + "m" + seconds : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
    }

    private static String decimal(long value, long unit) {
        String digits = Long.toString(unit + value % unit).substring(1);
        int end = digits.length();
        while (end > 0 && digits.charAt(end - 1) == '0') {
            end--;
        }
        return value / unit + (end == 0 ? "" : "." + digits.substring(0, end));
    }
}
