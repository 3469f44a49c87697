package io.kaniko.core.layer;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;

/**
 * One zstd frame with a checksum. libzstd brings its own workers; their number does not show in the output, as long as
 * there is one at least, which is why even a machine with one processor uses one.
 */
final class ZstdEncoder implements Encoder {

    /** What the zstd program and containerd take when nobody asks: 323 MB/s on one processor, smaller than gzip -9. */
    static final int DEFAULT_LEVEL = 3;

    /** Each worker holds several MiB outside the heap, so there are not as many as a big machine has processors. */
    private static final int MOST_WORKERS = 4;

    private final ZstdOutputStreamNoFinalizer out;

    ZstdEncoder(OutputStream out, int level, int processors) throws IOException {
        this.out = new ZstdOutputStreamNoFinalizer(new Unclosed(out), level);
        this.out.setWorkers(Math.clamp(processors, 1, MOST_WORKERS));
        this.out.setChecksum(true);
    }

    @Override
    public void encode(Block block) {}

    @Override
    public void append(Block block) throws IOException {
        out.write(block.input, 0, block.length);
    }

    @Override
    public void finish() throws IOException {
        out.close();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** The frame's end must not close the blob. */
    private static final class Unclosed extends OutputStream {

        private final OutputStream out;

        Unclosed(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }
    }
}
