package io.kaniko.core.layer;

import java.io.IOException;
import java.io.OutputStream;

/** A tar that stays as it is. */
final class PlainEncoder implements Encoder {

    private final OutputStream out;

    PlainEncoder(OutputStream out) {
        this.out = out;
    }

    @Override
    public void encode(Block block) {}

    @Override
    public void append(Block block) throws IOException {
        out.write(block.input, 0, block.length);
    }

    @Override
    public void finish() {}

    @Override
    public void close() {}
}
