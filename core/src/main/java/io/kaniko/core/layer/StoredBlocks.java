package io.kaniko.core.layer;

/** Deflate data that holds its content as it is, in stored blocks (RFC 1951, 3.2.4). */
final class StoredBlocks {

    private static final int LARGEST = 0xffff;

    private StoredBlocks() {}

    static int write(byte[] input, int length, byte[] output) {
        int position = 0;
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, LARGEST);
            output[position++] = 0;
            output[position++] = (byte) count;
            output[position++] = (byte) (count >>> 8);
            output[position++] = (byte) ~count;
            output[position++] = (byte) (~count >>> 8);
            System.arraycopy(input, done, output, position, count);
            position += count;
            done += count;
        }
        return position;
    }
}
