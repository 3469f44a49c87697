package io.kaniko.core.tar;

import io.kaniko.core.nativeio.PathBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The records of a PAX extended header (POSIX.1-2001): {@code "length key=value\n"}, values being bytes.
 *
 * @param values by key; the last one where a key is repeated; an empty value takes the key back
 * @param sparse the numbers of {@code GNU.sparse.offset} and {@code GNU.sparse.numbytes}, which repeat, in their order
 */
record PaxRecords(SortedMap<String, byte[]> values, List<Long> sparse) {

    static final PaxRecords NONE = new PaxRecords(new TreeMap<>(), List.of());

    /** Reads the content of a header of type {@code x} or {@code g}. */
    static PaxRecords parse(byte[] body) throws IOException {
        SortedMap<String, byte[]> values = new TreeMap<>();
        List<Long> sparse = new ArrayList<>();
        int position = 0;
        while (position < body.length && body[position] != 0) {
            int digits = position;
            int length = 0;
            while (digits < body.length && body[digits] >= '0' && body[digits] <= '9' && length < 1 << 24) {
                length = length * 10 + body[digits] - '0';
                digits++;
            }
            int end = position + length;
            if (digits == position
                    || digits >= body.length
                    || body[digits] != ' '
                    || end > body.length
                    || end <= digits + 1
                    || body[end - 1] != '\n') {
                throw new IOException("malformed tar archive: a PAX record has a wrong length");
            }
            int equals = digits + 1;
            while (equals < end && body[equals] != '=') {
                equals++;
            }
            if (equals == end || equals == digits + 1) {
                throw new IOException("malformed tar archive: a PAX record has no key");
            }
            String key = PathBytes.decode(Arrays.copyOfRange(body, digits + 1, equals));
            byte[] value = Arrays.copyOfRange(body, equals + 1, end - 1);
            if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
                sparse.add(number(key, value));
            } else {
                values.put(key, value);
            }
            position = end;
        }
        return new PaxRecords(values, List.copyOf(sparse));
    }

    /** These records where they speak, else those of {@code earlier}. */
    PaxRecords over(PaxRecords earlier) {
        SortedMap<String, byte[]> merged = new TreeMap<>(earlier.values);
        merged.putAll(values);
        return new PaxRecords(merged, sparse);
    }

    boolean has(String key) {
        byte[] value = values.get(key);
        return value != null && value.length > 0;
    }

    /** A text, or {@code otherwise} where there is none. */
    String text(String key, String otherwise) throws IOException {
        byte[] value = values.get(key);
        if (value == null || value.length == 0) {
            return otherwise;
        }
        return name(value);
    }

    /** A whole number, or {@code otherwise} where there is none. */
    long number(String key, long otherwise) throws IOException {
        byte[] value = values.get(key);
        return value == null || value.length == 0 ? otherwise : number(key, value);
    }

    /** A name from an archive; the kernel takes none with a NUL in it. */
    static String name(byte[] bytes) throws IOException {
        for (byte b : bytes) {
            if (b == 0) {
                throw new IOException("malformed tar archive: a name contains a NUL");
            }
        }
        return PathBytes.decode(bytes);
    }

    private static long number(String key, byte[] value) throws IOException {
        String text = new String(value, StandardCharsets.ISO_8859_1);
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, together with the negative ones.
        }
        throw new IOException("malformed tar archive: " + key + " is \"" + shortened(text) + "\" and not a number");
    }

    /** Seconds and nanoseconds since 1970 of a decimal number like {@code -1.25}. */
    static long[] time(byte[] value) throws IOException {
        String text = new String(value, StandardCharsets.ISO_8859_1);
        if (text.length() <= 64 && text.matches("[+-]?[0-9]{1,18}(\\.[0-9]*)?")) {
            BigDecimal time = new BigDecimal(text.endsWith(".") ? text + "0" : text);
            BigDecimal seconds = time.setScale(0, RoundingMode.FLOOR);
            BigDecimal nanos = time.subtract(seconds).movePointRight(9).setScale(0, RoundingMode.DOWN);
            return new long[] {seconds.longValueExact(), nanos.longValueExact()};
        }
        throw new IOException("malformed tar archive: \"" + shortened(text) + "\" is not a time");
    }

    /** A time as {@link #time(byte[])} reads it. */
    static String time(long seconds, int nanos) {
        return BigDecimal.valueOf(seconds)
                .add(BigDecimal.valueOf(nanos, 9))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Writes one record. The length counts its own digits too. */
    static void append(ByteArrayOutputStream out, String key, byte[] value) {
        byte[] name = PathBytes.encode(key);
        int rest = name.length + value.length + 3;
        int length = rest + Integer.toString(rest).length();
        if (Integer.toString(length).length() != Integer.toString(rest).length()) {
            length = rest + Integer.toString(length).length();
        }
        out.writeBytes(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
        out.write(' ');
        out.writeBytes(name);
        out.write('=');
        out.writeBytes(value);
        out.write('\n');
    }

    private static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
