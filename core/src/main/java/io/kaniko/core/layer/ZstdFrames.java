package io.kaniko.core.layer;

import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** zstd frames of libzstd, each with its size and a checksum. */
final class ZstdFrames implements BlockCompressor {

    /** What the zstd program and containerd take when nobody asks; faster and smaller than any gzip. */
    private static final int DEFAULT_LEVEL = 3;

    private static final int MAGIC = 0xFD2FB528;

    /** The size of the content follows, as four bytes; it is the size of the window, too. */
    private static final int DESCRIPTOR = 0b1010_0000;

    private static final int LARGEST_RAW_BLOCK = 128 << 10;

    /** Header and one empty block. */
    private static final int SMALLEST_FRAME = 12;

    // Not arrays: libzstd would hold up the garbage collector for as long as it works on one, half a second at level
    // 19.
    private final ByteBuffer from = ByteBuffer.allocateDirect(Block.SIZE);
    private final ByteBuffer to = ByteBuffer.allocateDirect(Block.OUTPUT_SIZE);
    private final ZstdCompressCtx context;

    private ZstdFrames(int level) {
        this.context = new ZstdCompressCtx().setLevel(level).setChecksum(true);
    }

    /** @param level 0 to store, up to 22; less than 0 for the default */
    static BlockCodec at(int level) {
        return new BlockCodec() {
            @Override
            public BlockCompressor open() {
                return level == 0 ? ZstdFrames::stored : new ZstdFrames(level < 0 ? DEFAULT_LEVEL : level);
            }

            @Override
            public Envelope envelope() {
                return new Frames();
            }

            /** Measured: up to 3 MiB, then 17 MiB at the highest levels; and the two buffers. */
            @Override
            public long cost() {
                return level < 7 ? 5 << 20 : 20 << 20;
            }
        };
    }

    @Override
    public int compress(byte[] input, int length, byte[] output) {
        from.put(0, input, 0, length);
        int size = context.compressDirectByteBuffer(to, 0, to.capacity(), from, 0, length);
        to.get(0, output, 0, size);
        return size;
    }

    /** A frame that holds its content as it is (RFC 8878, 3.1.1). libzstd has no level for that: its 0 is the default. */
    private static int stored(byte[] input, int length, byte[] output) {
        ByteBuffer frame = ByteBuffer.wrap(output).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(MAGIC).put((byte) DESCRIPTOR).putInt(length);
        int done = 0;
        do {
            int count = Math.min(length - done, LARGEST_RAW_BLOCK);
            int last = done + count == length ? 1 : 0;
            int header = last | count << 3;
            frame.putShort((short) header).put((byte) (header >>> 16));
            frame.put(input, done, count);
            done += count;
        } while (done < length);
        return frame.position();
    }

    @Override
    public void close() {
        context.close();
    }

    /** Frames need nothing around them, unless there is none. */
    private static final class Frames implements Envelope {

        private boolean none = true;

        @Override
        public byte[] begin() {
            return new byte[0];
        }

        @Override
        public void add(byte[] content, int length) {
            none = false;
        }

        @Override
        public byte[] end() {
            byte[] frame = new byte[SMALLEST_FRAME];
            return none ? Arrays.copyOf(frame, stored(new byte[0], 0, frame)) : new byte[0];
        }
    }
}
