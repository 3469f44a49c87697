package io.kaniko.core.layer;

/** A piece of a layer's tar on its way to the blob. Reused by way of the {@link BlockPool}. */
final class Block {

    /** Bytes of tar in one block: the unit of parallel work, and of nothing that shows in the uncompressed layer. */
    static final int SIZE = 1 << 20;

    /** Room for what cannot be compressed: deflate adds a few bytes to every 5 KiB at worst. */
    static final int OUTPUT_SIZE = SIZE + (SIZE >> 6);

    /** What a block costs in bytes of heap. */
    static final int COST = SIZE + OUTPUT_SIZE;

    final byte[] input = new byte[SIZE];
    int length;

    final byte[] output = new byte[OUTPUT_SIZE];
    int outputLength;

    /** Guarded by the pipeline that the block is in. */
    boolean encoded;

    void clear() {
        length = 0;
        outputLength = 0;
        encoded = false;
    }

    boolean isFull() {
        return length == SIZE;
    }
}
