package io.kaniko.core.layer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes one gzip member whose blocks are compressed in parallel, as pigz does: each block is deflated with the 32 KiB
 * before it as dictionary and ends on a byte boundary, so the blocks put together are one deflate stream. The bytes
 * depend on content and level only, never on the number of threads (RFC 1952: no name, time 0, unknown system).
 *
 * <p>At most {@value #BLOCKS_IN_FLIGHT} blocks wait; then writing blocks until the oldest is done.
 */
final class ParallelGzip extends OutputStream {

    static final int BLOCK_SIZE = 1 << 20;
    private static final int BLOCKS_IN_FLIGHT = 16;
    private static final int DICTIONARY_SIZE = 32 * 1024;
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final OutputStream out;
    private final int level;
    private final ExecutorService executor;
    private final CRC32 checksum = new CRC32();
    private final Deque<Future<byte[]>> blocks = new ArrayDeque<>();
    private byte[] block = new byte[BLOCK_SIZE];
    private byte[] dictionary = new byte[0];
    private int filled;
    private long total;
    private boolean finished;

    ParallelGzip(OutputStream out, int level, ExecutorService executor) throws IOException {
        this.out = out;
        this.level = level;
        this.executor = executor;
        out.write(HEADER);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        checksum.update(bytes, offset, length);
        total += length;
        int from = offset;
        int left = length;
        while (left > 0) {
            int count = Math.min(left, BLOCK_SIZE - filled);
            System.arraycopy(bytes, from, block, filled, count);
            filled += count;
            from += count;
            left -= count;
            if (filled == BLOCK_SIZE) {
                submit(false);
            }
        }
    }

    private void submit(boolean last) throws IOException {
        if (blocks.size() == BLOCKS_IN_FLIGHT) {
            writeOldest();
        }
        byte[] content = block;
        int length = filled;
        byte[] before = dictionary;
        blocks.add(executor.submit(() -> deflate(content, length, before, last)));
        int kept = Math.min(DICTIONARY_SIZE, length);
        dictionary = java.util.Arrays.copyOfRange(content, length - kept, length);
        block = new byte[last ? 0 : BLOCK_SIZE];
        filled = 0;
    }

    private byte[] deflate(byte[] content, int length, byte[] before, boolean last) {
        Deflater deflater = new Deflater(level, true);
        try {
            if (before.length > 0) {
                deflater.setDictionary(before);
            }
            deflater.setInput(content, 0, length);
            ByteArrayOutputStream compressed = new ByteArrayOutputStream(length / 2 + 64);
            byte[] buffer = new byte[64 * 1024];
            if (last) {
                deflater.finish();
                while (!deflater.finished()) {
                    compressed.write(buffer, 0, deflater.deflate(buffer));
                }
            } else {
                int count = buffer.length;
                while (count == buffer.length) {
                    count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
                    compressed.write(buffer, 0, count);
                }
            }
            return compressed.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private void writeOldest() throws IOException {
        try {
            out.write(blocks.remove().get());
        } catch (ExecutionException e) {
            throw new IOException("cannot compress a layer: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted while compressing a layer");
        }
    }

    /** Writes the rest and the trailer; the underlying stream stays open. */
    @Override
    public void close() throws IOException {
        if (finished) {
            return;
        }
        finished = true;
        submit(true);
        while (!blocks.isEmpty()) {
            writeOldest();
        }
        writeLittleEndian((int) checksum.getValue());
        writeLittleEndian((int) total);
    }

    private void writeLittleEndian(int value) throws IOException {
        out.write(new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)});
    }
}
