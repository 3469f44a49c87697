package io.kaniko.core.layer;

import java.io.IOException;

/** Turns the blocks of one tar into the bytes of one blob. */
interface Encoder extends AutoCloseable {

    /** The part of the work that needs no order: from the block's input to its output. Any thread. */
    void encode(Block block);

    /** The part that needs it: one thread at a time, block by block. */
    void append(Block block) throws IOException;

    /** Ends the blob. */
    void finish() throws IOException;

    /** Frees what is held; also in the middle of a blob that nobody wants any more. */
    @Override
    void close() throws IOException;
}
