package io.kaniko.core.layer;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Turns the blocks of one tar into the bytes of one blob. Where blocks begin depends on the tar alone, and each is compressed
 * for itself, so the output is the same for any number of threads. Gzip members in a row are one gzip stream (RFC 1952,
 * 2.2), zstd frames in a row one zstd stream (RFC 8878, 3); eStargz and zstd:chunked layers are made in this way, and
 * containerd, Docker, CRI-O, skopeo and umoci read them.
 *
 * <p>One gzip member out of all blocks, as pigz makes it, would be nearer to what other builders write. It needs a
 * library that can end a piece without ending the stream: zlib, at half the speed. That blocks know nothing of each other
 * costs 0.2 % of the size of gzip layers. With zstd it is 2 % at level 3 and 7 % at 19; one frame for all would hold
 * 90 MiB and more for every thread of every layer at the high levels, and a thread would have nobody to share the work with.
 */
final class Encoder implements AutoCloseable {

    private final OutputStream out;
    private final Compressors compressors;
    private boolean empty = true;

    Encoder(OutputStream out, Compressors compressors) {
        this.out = out;
        this.compressors = compressors;
        compressors.enter();
    }

    /** The part of the work that needs no order: from the block's input to its output. Any thread. */
    void encode(Block block) {
        block.outputLength = compressors.compress(block.input, block.length, block.output);
    }

    /** The part that needs it: one thread at a time, block by block. */
    void append(Block block) throws IOException {
        out.write(block.output, 0, block.outputLength);
        empty = false;
    }

    /** Ends the blob. */
    void finish() throws IOException {
        if (empty) {
            byte[] output = new byte[Block.OUTPUT_SIZE];
            out.write(output, 0, compressors.compress(new byte[0], 0, output));
        }
    }

    /** Also in the middle of a blob that nobody wants any more. */
    @Override
    public void close() {
        compressors.leave();
    }
}
