package io.kaniko.core.layer;

import java.util.zip.CRC32;

/** What a gzip member has around its deflate data (RFC 1952). */
final class GzipMember {

    /** Magic, deflate, no flags (no name), time 0, no extra flags, system Unix. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};

    /** Bytes that a stored deflate block can have. */
    private static final int LARGEST_STORED = 0xffff;

    private GzipMember() {}

    /** Writes the header, and tells where the data begins. */
    static int begin(byte[] member) {
        System.arraycopy(HEADER, 0, member, 0, HEADER.length);
        return HEADER.length;
    }

    /** Writes checksum and size of the first {@code length} bytes of what was compressed; tells where the member ends. */
    static int end(byte[] member, int position, byte[] input, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(input, 0, length);
        return littleEndian(member, littleEndian(member, position, checksum.getValue(), 4), length, 4);
    }

    /** A member that holds its content as it is. */
    static int stored(byte[] input, int length, byte[] member) {
        int position = begin(member);
        int done = 0;
        do {
            int count = Math.min(length - done, LARGEST_STORED);
            member[position++] = (byte) (done + count == length ? 1 : 0);
            position = littleEndian(member, position, count, 2);
            position = littleEndian(member, position, ~count, 2);
            System.arraycopy(input, done, member, position, count);
            position += count;
            done += count;
        } while (done < length);
        return end(member, position, input, length);
    }

    private static int littleEndian(byte[] member, int position, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            member[position + i] = (byte) (value >>> 8 * i);
        }
        return position + bytes;
    }
}
