package io.kaniko.core.tar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of an archive, buffered, with a look at the block that comes next. */
final class BlockInput {

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;

    BlockInput(InputStream in) {
        this.in = in;
    }

    /** Whether a whole block is there to be read; false at the end of the stream. */
    boolean hasBlock() throws IOException {
        if (limit - position >= TarFormat.BLOCK) {
            return true;
        }
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        while (limit < TarFormat.BLOCK) {
            int count = in.read(buffer, limit, buffer.length - limit);
            if (count < 0) {
                if (limit > 0) {
                    throw truncated("within a header");
                }
                return false;
            }
            limit += count;
        }
        return true;
    }

    /** Copies the next block without moving on. Only after {@link #hasBlock()} said yes. */
    void peek(byte[] block) {
        System.arraycopy(buffer, position, block, 0, TarFormat.BLOCK);
    }

    /** Moves behind the next block. Only after {@link #hasBlock()} said yes. */
    void passBlock() {
        position += TarFormat.BLOCK;
    }

    /** At least one byte, into {@code target}. */
    int read(byte[] target, int offset, int length) throws IOException {
        if (limit == position) {
            if (length >= buffer.length) {
                return ended(in.read(target, offset, length));
            }
            position = 0;
            limit = ended(in.read(buffer, 0, buffer.length));
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    void skip(long count) throws IOException {
        long left = count - Math.min(count, limit - position);
        position += (int) (count - left);
        while (left > 0) {
            position = 0;
            limit = 0;
            int got = ended(in.read(buffer, 0, buffer.length));
            position = (int) Math.min(got, left);
            limit = got;
            left -= position;
        }
    }

    void close() throws IOException {
        in.close();
    }

    private static int ended(int count) throws EOFException {
        if (count < 0) {
            throw truncated("within the content of an entry");
        }
        return count;
    }

    private static EOFException truncated(String where) {
        return new EOFException("the tar archive is truncated: it ends " + where);
    }
}
