package io.kaniko.core.nativeio;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;

/**
 * File names of Linux are bytes; inside this program they are text. UTF-8 is read as such; each byte that is not part
 * of well-formed UTF-8 becomes one character of U+DC80 to U+DCFF, which no UTF-8 can yield, so that every name comes
 * back as the bytes it was. (The way of Python's {@code surrogateescape}.)
 */
public final class PathBytes {

    private static final int ESCAPE = 0xDC00;

    private PathBytes() {}

    /**
     * The bytes of a path.
     *
     * @throws InvalidPathException when the text holds a surrogate that stands for no byte
     */
    public static byte[] encode(String path) {
        int length = path.length();
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            char c = path.charAt(i);
            if (c >= 0x80) {
                return encodeAny(path);
            }
            bytes[i] = (byte) c;
        }
        return bytes;
    }

    private static byte[] encodeAny(String path) {
        int length = path.length();
        byte[] bytes = new byte[Math.multiplyExact(length, 3)];
        int end = 0;
        for (int i = 0; i < length; i++) {
            char c = path.charAt(i);
            if (c < 0x80) {
                bytes[end++] = (byte) c;
            } else if (c < 0x800) {
                bytes[end++] = (byte) (0xC0 | c >> 6);
                bytes[end++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(path.charAt(i + 1))) {
                int point = Character.toCodePoint(c, path.charAt(++i));
                bytes[end++] = (byte) (0xF0 | point >> 18);
                bytes[end++] = (byte) (0x80 | point >> 12 & 0x3F);
                bytes[end++] = (byte) (0x80 | point >> 6 & 0x3F);
                bytes[end++] = (byte) (0x80 | point & 0x3F);
            } else if (c >= ESCAPE + 0x80 && c <= ESCAPE + 0xFF) {
                bytes[end++] = (byte) (c - ESCAPE);
            } else if (Character.isSurrogate(c)) {
                throw new InvalidPathException(path, "a surrogate that stands for no byte", i);
            } else {
                bytes[end++] = (byte) (0xE0 | c >> 12);
                bytes[end++] = (byte) (0x80 | c >> 6 & 0x3F);
                bytes[end++] = (byte) (0x80 | c & 0x3F);
            }
        }
        return Arrays.copyOf(bytes, end);
    }

    /** The text of a name or path of bytes; {@link #encode} gives the same bytes again. */
    public static String decode(byte[] name) {
        return decode(name, 0, name.length);
    }

    /** The text of a part of {@code bytes}. */
    public static String decode(byte[] bytes, int start, int length) {
        int end = start + length;
        for (int i = start; i < end; i++) {
            if (bytes[i] < 0) {
                return decodeAny(bytes, start, end);
            }
        }
        return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }

    private static String decodeAny(byte[] bytes, int start, int end) {
        StringBuilder text = new StringBuilder(end - start);
        int i = start;
        while (i < end) {
            int first = bytes[i] & 0xFF;
            int size = first < 0x80 ? 1 : sequenceLength(bytes, i, end);
            switch (size) {
                case 1 -> text.append((char) first);
                case 2 -> text.append((char) ((first & 0x1F) << 6 | bytes[i + 1] & 0x3F));
                case 3 -> text.append((char) ((first & 0x0F) << 12 | (bytes[i + 1] & 0x3F) << 6 | bytes[i + 2] & 0x3F));
                case 4 ->
                    text.appendCodePoint((first & 0x07) << 18
                            | (bytes[i + 1] & 0x3F) << 12
                            | (bytes[i + 2] & 0x3F) << 6
                            | bytes[i + 3] & 0x3F);
                default -> text.append((char) (ESCAPE + first));
            }
            i += Math.max(1, size);
        }
        return text.toString();
    }

    /** The length of the well-formed sequence of two to four bytes at {@code i} (Unicode, table 3-7), or 0. */
    private static int sequenceLength(byte[] bytes, int i, int end) {
        int first = bytes[i] & 0xFF;
        int second = i + 1 < end ? bytes[i + 1] & 0xFF : 0;
        int size;
        int lowest = 0x80;
        int highest = 0xBF;
        if (first >= 0xC2 && first <= 0xDF) {
            size = 2;
        } else if (first >= 0xE0 && first <= 0xEF) {
            size = 3;
            lowest = first == 0xE0 ? 0xA0 : 0x80;
            highest = first == 0xED ? 0x9F : 0xBF;
        } else if (first >= 0xF0 && first <= 0xF4) {
            size = 4;
            lowest = first == 0xF0 ? 0x90 : 0x80;
            highest = first == 0xF4 ? 0x8F : 0xBF;
        } else {
            return 0;
        }
        if (i + size > end || second < lowest || second > highest) {
            return 0;
        }
        for (int k = 2; k < size; k++) {
            if ((bytes[i + k] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return size;
    }
}
