package io.kaniko.core.layer;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * The compressors of all layers that are being written. There are as many as threads compress at the same time, and never
 * more than a budget of memory allows; when the last layer is done, all are closed.
 */
final class Compressors {

    private final BlockCodec codec;
    private final Semaphore free;
    private final Deque<BlockCompressor> idle = new ConcurrentLinkedDeque<>();

    // Guarded by this.
    private int layers;

    /** @param budget bytes outside the heap, at least one compressor's */
    Compressors(BlockCodec codec, long budget) {
        this.codec = codec;
        this.free = new Semaphore(Math.clamp(budget / codec.cost(), 1, Short.MAX_VALUE));
    }

    BlockCodec codec() {
        return codec;
    }

    /** A layer begins. */
    synchronized void enter() {
        layers++;
    }

    /** A layer has no more blocks to compress. */
    synchronized void leave() {
        layers--;
        if (layers == 0) {
            for (BlockCompressor each = idle.poll(); each != null; each = idle.poll()) {
                each.close();
            }
        }
    }

    /** Compresses as {@link BlockCompressor#compress} does, now or when a compressor is free; between enter and leave. */
    int compress(byte[] input, int length, byte[] output) {
        free.acquireUninterruptibly();
        try {
            BlockCompressor pooled = idle.poll();
            BlockCompressor compressor = pooled == null ? codec.open() : pooled;
            try {
                int size = compressor.compress(input, length, output);
                idle.push(compressor);
                return size;
            } catch (RuntimeException | Error e) {
                compressor.close();
                throw e;
            }
        } finally {
            free.release();
        }
    }
}
