package io.kaniko.core.layer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Takes the end away from deflate streams (RFC 1951), so that others can follow: the last block is no longer marked as the
 * last, and an empty stored block leads to a byte boundary, as zlib's sync flush does.
 *
 * <p>libdeflate cannot leave a stream open, and where the mark is, and at which bit the stream ends, only those know who
 * read it. So its codes are read and what they say is skipped, in a fifth of the time that compressing took. Where
 * the last byte is not met exactly, it was no deflate stream, and nothing is changed. One thread at a time.
 */
final class DeflateEnds {

    /** What {@link #open} may add to a stream. */
    static final int MOST_ADDED = 5;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int END_OF_BLOCK = 256;
    private static final int LONGEST_LENGTH = 285;
    private static final int LITERALS_AND_LENGTHS = 288;
    private static final int DISTANCES = 32;
    private static final int LENGTH_CODES = 19;
    private static final int[] ORDER_OF_LENGTH_CODES = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
    };

    private final PrefixCode literals = new PrefixCode();
    private final PrefixCode distances = new PrefixCode();
    private final PrefixCode lengthCodes = new PrefixCode();
    private final byte[] lengths = new byte[LITERALS_AND_LENGTHS + DISTANCES];

    private byte[] stream = {};
    /** In bits, of the stream. */
    private int position;

    /**
     * Opens the end of a stream.
     *
     * @param bytes the stream, with room for eight bytes behind it
     * @return bytes of the stream that another may follow
     * @throws IllegalStateException when it is no complete deflate stream
     */
    int open(byte[] bytes, int length) {
        stream = bytes;
        position = 0;
        int mark;
        boolean last;
        do {
            if (position >= length * 8) {
                throw damaged();
            }
            mark = position;
            last = bits(1) == 1;
            skipBlock(bits(2));
        } while (!last);
        int unused = length * 8 - position;
        if (unused < 0 || unused > 7) {
            throw damaged();
        }
        bytes[mark >>> 3] &= (byte) ~(1 << (mark & 7));
        bytes[length - 1] &= (byte) (0xff >>> unused);
        // The header of a stored block, three zeros, and zeros up to the next byte; then its length.
        int end = length;
        if (unused < 3) {
            bytes[end++] = 0;
        }
        bytes[end++] = 0;
        bytes[end++] = 0;
        bytes[end++] = (byte) 0xff;
        bytes[end++] = (byte) 0xff;
        return end;
    }

    private static IllegalStateException damaged() {
        return new IllegalStateException("what was compressed is no deflate stream");
    }

    private void skipBlock(int type) {
        switch (type) {
            case 0 -> {
                position = (position + 7) & ~7;
                int size = bits(16);
                position += 16 + size * 8;
            }
            case 1 -> {
                Arrays.fill(lengths, 0, 144, (byte) 8);
                Arrays.fill(lengths, 144, 256, (byte) 9);
                Arrays.fill(lengths, 256, 280, (byte) 7);
                Arrays.fill(lengths, 280, LITERALS_AND_LENGTHS, (byte) 8);
                Arrays.fill(lengths, LITERALS_AND_LENGTHS, lengths.length, (byte) 5);
                skipSymbols(LITERALS_AND_LENGTHS, DISTANCES);
            }
            case 2 -> {
                int literalCount = 257 + bits(5);
                int distanceCount = 1 + bits(5);
                readLengths(literalCount + distanceCount);
                skipSymbols(literalCount, distanceCount);
            }
            default -> throw damaged();
        }
    }

    private void readLengths(int count) {
        int codes = 4 + bits(4);
        Arrays.fill(lengths, 0, LENGTH_CODES, (byte) 0);
        for (int i = 0; i < codes; i++) {
            lengths[ORDER_OF_LENGTH_CODES[i]] = (byte) bits(3);
        }
        lengthCodes.read(lengths, 0, LENGTH_CODES, symbol -> symbol << PrefixCode.KIND_SHIFT);
        int done = 0;
        while (done < count) {
            int entry = lengthCodes.entry(window());
            position += entry & PrefixCode.BITS;
            int symbol = entry >>> PrefixCode.KIND_SHIFT;
            int times = switch (symbol) {
                case 16 -> 3 + bits(2);
                case 17 -> 3 + bits(3);
                case 18 -> 11 + bits(7);
                default -> 1;
            };
            if (times > count - done || symbol == 16 && done == 0) {
                throw damaged();
            }
            byte value = (byte) (symbol < 16 ? symbol : symbol == 16 ? lengths[done - 1] : 0);
            Arrays.fill(lengths, done, done + times, value);
            done += times;
        }
    }

    /** Skips all symbols of a block, with the lengths of the codes as they are in {@link #lengths}. */
    private void skipSymbols(int literalCount, int distanceCount) {
        literals.read(lengths, 0, literalCount, DeflateEnds::literalKind);
        distances.read(lengths, literalCount, distanceCount, DeflateEnds::distanceExtra);
        byte[] bytes = stream;
        int limit = (bytes.length - 8) * 8;
        int at = position;
        while (at < limit) {
            // Code and extra bits of a length and of a distance are 48 bits at the most, and 57 are there.
            long window = (long) LONG.get(bytes, at >>> 3) >>> (at & 7);
            int entry = literals.entry(window);
            int taken = entry & PrefixCode.BITS;
            int kind = entry >>> PrefixCode.KIND_SHIFT;
            if (kind == PrefixCode.LENGTH) {
                taken += distances.entry(window >>> taken) & PrefixCode.BITS;
            }
            at += taken;
            if (kind == PrefixCode.END) {
                position = at;
                return;
            }
        }
        throw damaged();
    }

    private static int literalKind(int symbol) {
        if (symbol < END_OF_BLOCK) {
            return 0;
        }
        if (symbol == END_OF_BLOCK) {
            return PrefixCode.END << PrefixCode.KIND_SHIFT;
        }
        int extra = symbol < 265 || symbol == LONGEST_LENGTH ? 0 : (symbol - 261) / 4;
        return PrefixCode.LENGTH << PrefixCode.KIND_SHIFT | extra;
    }

    private static int distanceExtra(int symbol) {
        return symbol < 4 ? 0 : (symbol - 2) / 2;
    }

    private int bits(int count) {
        int value = (int) window() & (1 << count) - 1;
        position += count;
        return value;
    }

    /** The next 57 bits at least. */
    private long window() {
        int at = position >>> 3;
        if (at > stream.length - 8) {
            throw damaged();
        }
        return (long) LONG.get(stream, at) >>> (position & 7);
    }
}
