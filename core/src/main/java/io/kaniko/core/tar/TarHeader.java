package io.kaniko.core.tar;

import java.io.IOException;
import java.util.Arrays;

/** One header block, read field by field (v7, ustar, GNU, star). */
final class TarHeader {

    private final byte[] block;

    TarHeader(byte[] block) {
        this.block = block;
    }

    boolean isZero() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the checksum is right, counted with unsigned bytes, or with signed ones as some old programs did. */
    boolean isValid() {
        long expected;
        try {
            expected = octal(TarFormat.CHECKSUM, TarFormat.CHECKSUM_LENGTH);
        } catch (IOException e) {
            return false;
        }
        int unsigned = 0;
        int signed = 0;
        for (int i = 0; i < TarFormat.BLOCK; i++) {
            boolean own = i >= TarFormat.CHECKSUM && i < TarFormat.CHECKSUM + TarFormat.CHECKSUM_LENGTH;
            byte b = own ? (byte) ' ' : block[i];
            unsigned += b & 0xff;
            signed += b;
        }
        return !isZero() && (expected == unsigned || expected == signed);
    }

    char type() {
        return (char) (block[TarFormat.TYPE] & 0xff);
    }

    /** The name, with the prefix that ustar has for long ones. */
    String path() throws IOException {
        String name = text(TarFormat.NAME, TarFormat.NAME_LENGTH);
        if (!matches(TarFormat.MAGIC, "ustar\0")) {
            return name;
        }
        boolean star = matches(TarFormat.STAR_TRAILER, "tar\0");
        String prefix = text(TarFormat.PREFIX, star ? TarFormat.STAR_PREFIX_LENGTH : TarFormat.PREFIX_LENGTH);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    String linkName() throws IOException {
        return text(TarFormat.LINK_NAME, TarFormat.NAME_LENGTH);
    }

    /** Device numbers are rubbish in v7 headers. */
    boolean hasDeviceNumbers() {
        return matches(TarFormat.MAGIC, "ustar");
    }

    private boolean matches(int offset, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (block[offset + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String text(int offset, int length) throws IOException {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return PaxRecords.name(Arrays.copyOfRange(block, offset, end));
    }

    int byteAt(int offset) {
        return block[offset] & 0xff;
    }

    /** A number in octal, or in GNU's base 256, which begins with a set bit and may be negative. */
    long number(int offset, int length) throws IOException {
        int first = block[offset] & 0xff;
        if ((first & 0x80) == 0) {
            return octal(offset, length);
        }
        long value = (first & 0x40) != 0 ? -1 : 0;
        for (int i = 0; i < length; i++) {
            int b = i == 0 ? (first & 0x40) != 0 ? first : first & 0x7f : block[offset + i] & 0xff;
            if (value >> 55 != (value < 0 ? -1 : 0)) {
                throw malformed("a number is too large");
            }
            value = value << 8 | b;
        }
        return value;
    }

    /** A number that cannot be negative. */
    long natural(int offset, int length) throws IOException {
        long value = number(offset, length);
        if (value < 0) {
            throw malformed("a size or an id is negative");
        }
        return value;
    }

    private long octal(int offset, int length) throws IOException {
        int i = offset;
        int end = offset + length;
        while (i < end && (block[i] == ' ' || block[i] == 0)) {
            i++;
        }
        long value = 0;
        while (i < end && block[i] >= '0' && block[i] <= '7') {
            value = value << 3 | block[i] - '0';
            i++;
        }
        while (i < end) {
            if (block[i] != ' ' && block[i] != 0) {
                throw malformed("a header field that should be an octal number is none");
            }
            i++;
        }
        return value;
    }

    private static IOException malformed(String what) {
        return new IOException("malformed tar archive: " + what);
    }
}
