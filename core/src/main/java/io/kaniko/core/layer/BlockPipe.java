package io.kaniko.core.layer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Carries a tar from the thread that reads files to the one that compresses, in blocks. Up to {@value #BLOCKS} blocks of
 * {@value #BLOCK_SIZE} bytes wait, so the step goes on as soon as all of a layer of that size has been read.
 */
final class BlockPipe extends OutputStream {

    static final int BLOCK_SIZE = 1 << 20;
    static final int BLOCKS = 32;
    private static final Block END = new Block(new byte[0], 0);

    private record Block(byte[] bytes, int length) {}

    private final BlockingQueue<Block> queue = new ArrayBlockingQueue<>(BLOCKS);
    private byte[] block = new byte[BLOCK_SIZE];
    private int filled;
    private volatile boolean readerGone;
    private volatile @Nullable IOException failure;

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int count = Math.min(left, BLOCK_SIZE - filled);
            System.arraycopy(bytes, from, block, filled, count);
            filled += count;
            from += count;
            left -= count;
            if (filled == BLOCK_SIZE) {
                hand(new Block(block, filled));
                block = new byte[BLOCK_SIZE];
                filled = 0;
            }
        }
    }

    /** All has been written. */
    @Override
    public void close() throws IOException {
        hand(new Block(block, filled));
        hand(END);
    }

    /** Makes the reading side fail instead of seeing the end. */
    void fail(IOException cause) throws IOException {
        failure = cause;
        hand(END);
    }

    private void hand(Block full) throws IOException {
        if (readerGone) {
            return;
        }
        try {
            queue.put(full);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted while writing a layer");
        }
    }

    /** The other end. Closing it early lets the writer run on into nothing. */
    InputStream reader() {
        return new InputStream() {
            private Block current = END;
            private int position;
            private boolean ended;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                while (position == current.length()) {
                    if (ended) {
                        return -1;
                    }
                    try {
                        current = queue.take();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new java.io.InterruptedIOException("interrupted while compressing a layer");
                    }
                    position = 0;
                    ended = current == END;
                    if (ended && failure != null) {
                        throw new IOException("the layer was not written", failure);
                    }
                }
                int count = Math.min(length, current.length() - position);
                System.arraycopy(current.bytes(), position, target, offset, count);
                position += count;
                return count;
            }

            @Override
            public void close() {
                readerGone = true;
                queue.clear();
            }
        };
    }
}
