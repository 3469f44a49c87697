package io.kaniko.core.layer;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Turns the blocks of one tar into the bytes of one blob. Where blocks begin depends on the tar alone, and each is compressed
 * for itself, so the output is the same for any number of threads.
 *
 * <p>Of gzip it is one member, as pigz makes it. (Members in a row are a gzip stream, too, and eStargz layers are made of
 * them, but not everybody reads on after the first: Python's tarfile does not when it reads from a pipe.) Of zstd
 * it is a row of frames, as in zstd:chunked layers; frames cannot be joined. That blocks know nothing of each other costs 0.2 % of
 * the size of gzip layers, and of zstd's 2 % at level 3 and 7 % at 19. One zstd frame for all would hold 90 MiB and more
 * for every thread of every layer at the high levels, and few threads could share the work.
 */
final class Encoder implements AutoCloseable {

    private final OutputStream out;
    private final Compressors compressors;
    private final Envelope envelope;

    Encoder(OutputStream out, Compressors compressors) throws IOException {
        this.out = out;
        this.compressors = compressors;
        this.envelope = compressors.codec().envelope();
        out.write(envelope.begin());
        compressors.enter();
    }

    /** The part of the work that needs no order: from the block's input to its output. Any thread. */
    void encode(Block block) {
        block.outputLength = compressors.compress(block.input, block.length, block.output);
    }

    /** The part that needs it: one thread at a time, block by block. */
    void append(Block block) throws IOException {
        out.write(block.output, 0, block.outputLength);
        envelope.add(block.input, block.length);
    }

    /** Ends the blob. */
    void finish() throws IOException {
        out.write(envelope.end());
    }

    /** Also in the middle of a blob that nobody wants any more. */
    @Override
    public void close() {
        compressors.leave();
    }
}
