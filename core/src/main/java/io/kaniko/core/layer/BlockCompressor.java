package io.kaniko.core.layer;

/**
 * Compresses blocks, each to something that knows nothing of the others and that another may follow: deflate data without
 * an end, a zstd frame. The bytes depend on the block alone. One thread at a time.
 */
interface BlockCompressor extends AutoCloseable {

    /**
     * Compresses.
     *
     * @param input of which the first {@code length} bytes count, at most {@link Block#SIZE}
     * @param output has {@link Block#OUTPUT_SIZE} bytes, which are enough whatever the input
     * @return bytes of the result
     */
    int compress(byte[] input, int length, byte[] output);

    /** Frees what is held outside the heap. */
    @Override
    default void close() {}
}
