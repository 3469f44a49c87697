package io.kaniko.core.dockerfile;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in Go's spelling: {@code 1h30m}, {@code 1.5s}, {@code 0}. */
final class GoDuration {

    private static final Pattern WHOLE =
            Pattern.compile("([+-]?)((?:(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)");
    private static final Pattern PART = Pattern.compile("([0-9.]+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)");
    private static final int MAX_LENGTH = 100;

    private GoDuration() {}

    /** @throws IllegalArgumentException for anything else */
    static Duration parse(String text) {
        if (text.matches("[+-]?0")) {
            return Duration.ZERO;
        }
        Matcher whole = WHOLE.matcher(text);
        if (text.length() > MAX_LENGTH || !whole.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a duration");
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(whole.group(2));
        while (part.find()) {
            nanos = nanos.add(new BigDecimal(padded(part.group(1))).multiply(BigDecimal.valueOf(unit(part.group(2)))));
        }
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("\"" + text + "\" is too long a duration");
        }
        long value = nanos.longValue();
        return Duration.ofNanos(whole.group(1).equals("-") ? -value : value);
    }

    private static String padded(String number) {
        return "0" + number + (number.endsWith(".") ? "0" : "");
    }

    private static long unit(String name) {
        return switch (name) {
            case "ns" -> 1;
            case "us", "\u00b5s", "\u03bcs" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
    }
}
