package io.kaniko.core.layer;

/** A piece of a layer's tar on its way to the blob. Reused by way of the {@link BlockPool}. */
final class Block {

    /** Bytes of tar in one block: the unit of parallel work, and of nothing that shows in the uncompressed layer. */
    static final int SIZE = 1 << 20;

    /** How far deflate looks back. */
    static final int WINDOW = 1 << 15;

    /** Room for what cannot be compressed: deflate adds a few bytes to every 16 KiB. */
    private static final int OUTPUT_SIZE = SIZE + (SIZE >> 6);

    /** What a block costs in bytes of heap. */
    static final int COST = SIZE + OUTPUT_SIZE + WINDOW;

    final byte[] input = new byte[SIZE];
    int length;

    /** The end of the block before, which this one may refer to. */
    final byte[] dictionary = new byte[WINDOW];

    int dictionaryLength;
    byte[] output = new byte[OUTPUT_SIZE];
    int outputLength;

    /** Guarded by the pipeline that the block is in. */
    boolean encoded;

    void clear() {
        length = 0;
        dictionaryLength = 0;
        outputLength = 0;
        encoded = false;
    }

    boolean isFull() {
        return length == SIZE;
    }
}
