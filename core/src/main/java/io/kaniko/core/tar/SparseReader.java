package io.kaniko.core.tar;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the map of one sparse file: in its header and the blocks behind it, in PAX records, or before its content. */
final class SparseReader {

    private static final String NOT_A_MAP = "malformed tar archive: the map of a sparse file cannot be read";

    private final BlockInput in;
    private long stored;

    /** @param stored bytes that the entry occupies */
    SparseReader(BlockInput in, long stored) {
        this.in = in;
        this.stored = stored;
    }

    /** How many bytes of content are still to be read: without the map, where that was part of it. */
    long stored() {
        return stored;
    }

    /** GNU's own type {@code S}: four pieces in the header, 21 in each block that follows. */
    SparseMap oldGnu(TarHeader header) throws IOException {
        long[] numbers = new long[64];
        int count = pieces(header, TarFormat.SPARSE_MAP, TarFormat.SPARSE_MAP_ENTRIES, numbers, 0);
        boolean more = header.byteAt(TarFormat.SPARSE_EXTENDED) != 0;
        while (more) {
            if (!in.hasBlock() || count > 2 * SparseMap.MOST_PIECES) {
                throw new IOException(NOT_A_MAP);
            }
            byte[] block = new byte[TarFormat.BLOCK];
            in.peek(block);
            in.passBlock();
            TarHeader extension = new TarHeader(block);
            numbers = Arrays.copyOf(numbers, Math.max(numbers.length, 2 * (count + 64)));
            count = pieces(extension, 0, TarFormat.SPARSE_EXTENSION_ENTRIES, numbers, count);
            more = extension.byteAt(TarFormat.SPARSE_EXTENSION_EXTENDED) != 0;
        }
        return checked(
                Arrays.copyOf(numbers, count), header.natural(TarFormat.SPARSE_REAL_SIZE, TarFormat.LONG_NUMBER));
    }

    /** The PAX ways, told apart by their records; null where the file is not sparse. */
    @Nullable
    SparseMap pax(PaxRecords records) throws IOException {
        if (records.has("GNU.sparse.major")) {
            long major = records.number("GNU.sparse.major", 0);
            long minor = records.number("GNU.sparse.minor", 0);
            if (major == 1 && minor == 0) {
                return checked(mapBeforeContent(), records.number("GNU.sparse.realsize", stored));
            }
            if (major != 0) {
                throw new IOException("cannot read the tar archive: sparse files of version " + major + "." + minor
                        + " are not known");
            }
        }
        long realSize = records.number("GNU.sparse.size", records.number("GNU.sparse.realsize", stored));
        if (records.has("GNU.sparse.map")) {
            return checked(numbers(records.text("GNU.sparse.map", "")), realSize);
        }
        if (!records.sparse().isEmpty()) {
            return checked(numbers(records.sparse()), realSize);
        }
        if (records.has("GNU.sparse.size")) {
            return checked(new long[0], realSize);
        }
        return null;
    }

    private static int pieces(TarHeader header, int offset, int most, long[] numbers, int start) throws IOException {
        int count = start;
        for (int i = 0; i < most; i++) {
            int at = offset + i * 2 * TarFormat.LONG_NUMBER;
            if (header.byteAt(at) == 0) {
                break;
            }
            numbers[count++] = header.natural(at, TarFormat.LONG_NUMBER);
            numbers[count++] = header.natural(at + TarFormat.LONG_NUMBER, TarFormat.LONG_NUMBER);
        }
        return count;
    }

    private SparseMap checked(long[] numbers, long realSize) throws IOException {
        if (numbers.length % 2 != 0) {
            throw new IOException(NOT_A_MAP);
        }
        SparseMap map = new SparseMap(numbers, realSize);
        map.check(stored);
        return map;
    }

    private static long[] numbers(List<Long> list) {
        return list.stream().mapToLong(Long::longValue).toArray();
    }

    private static long[] numbers(String commaSeparated) throws IOException {
        try {
            return Arrays.stream(commaSeparated.split(","))
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new IOException(NOT_A_MAP, e);
        }
    }

    /** Version 1.0: decimal numbers, a line each, fill whole blocks before the content; the first is their count. */
    private long[] mapBeforeContent() throws IOException {
        byte[] block = new byte[TarFormat.BLOCK];
        StringBuilder line = new StringBuilder();
        long @Nullable [] numbers = null;
        int count = 0;
        while (numbers == null || count < numbers.length) {
            if (stored < TarFormat.BLOCK || !in.hasBlock()) {
                throw new IOException(NOT_A_MAP);
            }
            in.peek(block);
            in.passBlock();
            stored -= TarFormat.BLOCK;
            for (byte b : block) {
                if (numbers != null && count == numbers.length) {
                    break;
                }
                if (b != '\n') {
                    line.append((char) b);
                    continue;
                }
                long number = decimal(line);
                line.setLength(0);
                if (numbers != null) {
                    numbers[count++] = number;
                } else if (number <= SparseMap.MOST_PIECES) {
                    numbers = new long[2 * (int) number];
                } else {
                    throw new IOException(NOT_A_MAP);
                }
            }
        }
        return numbers;
    }

    private static long decimal(CharSequence digits) throws IOException {
        if (digits.isEmpty() || digits.length() > 18 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IOException(NOT_A_MAP);
        }
        return Long.parseLong(digits.toString());
    }
}
