package io.kaniko.core.dockerfile;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in Docker's spelling: {@code 64m}, {@code 1.5GiB}, {@code 4096}; units are powers of 1024. */
final class ByteSize {

    private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+) ?(?:([kmgtp])(?:i?b)?|b)?");
    private static final int MAX_LENGTH = 40;

    private ByteSize() {}

    /** @throws IllegalArgumentException for anything else */
    static long parse(String text) {
        Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (text.length() > MAX_LENGTH || !matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a size");
        }
        int power = matcher.group(2) == null ? 0 : "kmgtp".indexOf(matcher.group(2)) + 1;
        BigDecimal size = new BigDecimal(
                        "0" + matcher.group(1) + (matcher.group(1).endsWith(".") ? "0" : ""))
                .multiply(BigDecimal.valueOf(1L << (10 * power)));
        if (size.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("\"" + text + "\" is too large a size");
        }
        return size.longValue();
    }
}
