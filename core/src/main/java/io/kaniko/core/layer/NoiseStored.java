package io.kaniko.core.layer;

/**
 * Stores blocks that cannot be made smaller, pictures, archives, encrypted data, and compresses the others. It takes zlib
 * and libdeflate more time to find out nothing about noise than to compress anything else.
 *
 * <p>What a block is, is decided by a sample out of all of its parts. First its bytes are counted, which costs a hundredth
 * of a compression; only where all values are about as frequent is the sample compressed. So nothing is lost but
 * what lies between the samples, or repeats itself over a longer distance than they have.
 */
final class NoiseStored implements BlockCompressor {

    private static final int SLICES = 16;
    private static final int SLICE = 4 << 10;
    private static final int SAMPLE = SLICES * SLICE;

    /** Below this a sample would be a good part of the block. */
    private static final int SMALLEST_BLOCK = 4 * SAMPLE;

    private final BlockCompressor compressor;
    private final byte[] sample = new byte[SAMPLE];

    NoiseStored(BlockCompressor compressor) {
        this.compressor = compressor;
    }

    @Override
    public int compress(byte[] input, int length, byte[] output) {
        return isNoise(input, length, output)
                ? StoredBlocks.write(input, length, output)
                : compressor.compress(input, length, output);
    }

    private boolean isNoise(byte[] input, int length, byte[] scratch) {
        if (length < SMALLEST_BLOCK) {
            return false;
        }
        int stride = (length - SLICE) / (SLICES - 1);
        for (int i = 0; i < SLICES; i++) {
            System.arraycopy(input, i * stride, sample, i * SLICE, SLICE);
        }
        return isEven(sample) && compressor.compress(sample, SAMPLE, scratch) > SAMPLE - SAMPLE / 64;
    }

    /**
     * Whether all byte values are about as frequent. The sum of the squared frequencies is least when all are equal;
     * a quarter more is what 7.8 bits of information in a byte give.
     */
    private static boolean isEven(byte[] sample) {
        int[] counts = new int[256];
        for (byte value : sample) {
            counts[value & 0xff]++;
        }
        long squares = 0;
        for (int count : counts) {
            squares += (long) count * count;
        }
        return squares < (long) SAMPLE / 256 * SAMPLE / 4 * 5;
    }

    @Override
    public void close() {
        compressor.close();
    }
}
