package io.kaniko.core.layer;

/** A kind of compression at a certain level. */
interface BlockCodec {

    /** Something to compress with. */
    BlockCompressor open();

    /** What a new blob begins and ends with. */
    Envelope envelope();

    /** Bytes outside the heap that an open one takes at the most. */
    long cost();
}
