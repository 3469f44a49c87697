package io.kaniko.core.layer;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * A Huffman code of deflate (RFC 1951, 3.2.2), made to be skipped: an entry says how many bits a symbol takes, with the extra
 * bits that follow it, and of which kind it is.
 */
final class PrefixCode {

    /** The part of an entry that counts bits. */
    static final int BITS = 0x3f;

    static final int KIND_SHIFT = 6;

    /** A length, which a distance follows. */
    static final int LENGTH = 1;

    /** The end of the block. */
    static final int END = 2;

    private static final int LONGEST = 15;
    private static final int FAST = 10;

    /** By the next bits of the stream; 0 where the code is longer than that, or there is none. */
    private final int[] table = new int[1 << FAST];

    private final int[] counts = new int[LONGEST + 1];
    private final int[] next = new int[LONGEST + 1];
    private final int[] sorted = new int[320];

    /**
     * Takes a code.
     *
     * @param lengths of the codes of all symbols, 0 for those that do not occur
     * @param meaning extra bits of a symbol, and its kind at {@link #KIND_SHIFT}
     */
    void read(byte[] lengths, int start, int symbols, IntUnaryOperator meaning) {
        Arrays.fill(counts, 0);
        Arrays.fill(table, 0);
        for (int symbol = 0; symbol < symbols; symbol++) {
            counts[lengths[start + symbol]]++;
        }
        counts[0] = 0;
        int code = 0;
        int place = 0;
        int[] places = new int[LONGEST + 1];
        for (int length = 1; length <= LONGEST; length++) {
            code = code + counts[length - 1] << 1;
            next[length] = code;
            places[length] = place;
            place += counts[length];
        }
        for (int symbol = 0; symbol < symbols; symbol++) {
            int length = lengths[start + symbol];
            if (length > 0) {
                int entry = meaning.applyAsInt(symbol) + length;
                sorted[places[length]++] = entry;
                int reversed = Integer.reverse(next[length]++) >>> 32 - length;
                if (length <= FAST) {
                    for (int i = reversed; i < table.length; i += 1 << length) {
                        table[i] = entry;
                    }
                }
            }
        }
    }

    /** What the symbol is that the bits begin with. */
    int entry(long bits) {
        int entry = table[(int) bits & (1 << FAST) - 1];
        return entry != 0 ? entry : longEntry(bits);
    }

    /** Codes of one length are numbers in a row, so it takes a comparison for each length. */
    private int longEntry(long bits) {
        int code = 0;
        int first = 0;
        int index = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code |= (int) (bits >>> length - 1) & 1;
            if (code - counts[length] < first) {
                return sorted[index + code - first];
            }
            index += counts[length];
            first = first + counts[length] << 1;
            code <<= 1;
        }
        throw new IllegalStateException("what was compressed has a code that it does not explain");
    }
}
