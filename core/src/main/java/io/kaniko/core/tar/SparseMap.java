package io.kaniko.core.tar;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Where the stored pieces of a sparse file lie within it.
 *
 * @param numbers offset and length of each piece, in bytes, one after the other, ascending
 * @param realSize bytes of the file with its holes
 */
record SparseMap(long[] numbers, long realSize) {

    /** More pieces than any archive has; a bound for what one entry makes us hold. */
    static final int MOST_PIECES = 1 << 20;

    SparseMap {
        numbers = numbers.clone();
    }

    /** Checks the map against itself and against the number of bytes that are stored. */
    void check(long stored) throws IOException {
        long end = 0;
        long sum = 0;
        for (int i = 0; i < numbers.length; i += 2) {
            long offset = numbers[i];
            long length = numbers[i + 1];
            if (offset < end || length < 0 || length > realSize || offset > realSize - length) {
                throw new IOException("malformed tar archive: the map of a sparse file is not in order");
            }
            end = offset + length;
            sum += length;
        }
        if (sum != stored) {
            throw new IOException("malformed tar archive: the map of a sparse file speaks of " + sum + " bytes, but "
                    + stored + " are stored");
        }
    }

    /** The file with its holes filled with zeros. */
    InputStream expand(InputStream stored) {
        return new InputStream() {
            private int piece;
            private long position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                while (piece < numbers.length && position == numbers[piece] + numbers[piece + 1]) {
                    piece += 2;
                }
                if (length == 0) {
                    return 0;
                }
                if (position == realSize) {
                    return -1;
                }
                boolean last = piece == numbers.length;
                int count;
                if (!last && position >= numbers[piece]) {
                    long left = numbers[piece] + numbers[piece + 1] - position;
                    count = stored.read(target, offset, (int) Math.min(length, left));
                    if (count < 0) {
                        throw new IOException("malformed tar archive: a sparse file has too little content");
                    }
                } else {
                    long left = (last ? realSize : numbers[piece]) - position;
                    count = (int) Math.min(length, left);
                    Arrays.fill(target, offset, offset + count, (byte) 0);
                }
                position += count;
                return count;
            }
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SparseMap that && realSize == that.realSize && Arrays.equals(numbers, that.numbers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers) * 31 + Long.hashCode(realSize);
    }

    @Override
    public String toString() {
        return "SparseMap[" + numbers.length / 2 + " pieces of " + realSize + " bytes]";
    }
}
