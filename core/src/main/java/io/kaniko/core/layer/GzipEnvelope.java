package io.kaniko.core.layer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** Header and trailer of a gzip member (RFC 1952) with neither name nor time, so that it depends on its content alone. */
final class GzipEnvelope implements Envelope {

    /** Magic, deflate, no flags, time 0, no extra flags, system Unix. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};

    /** A last deflate block, with fixed codes and nothing in it. */
    private static final byte[] LAST_BLOCK = {3, 0};

    private final CRC32 checksum = new CRC32();
    private long size;

    @Override
    public byte[] begin() {
        return HEADER.clone();
    }

    @Override
    public void add(byte[] content, int length) {
        checksum.update(content, 0, length);
        size += length;
    }

    @Override
    public byte[] end() {
        return ByteBuffer.allocate(LAST_BLOCK.length + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(LAST_BLOCK)
                .putInt((int) checksum.getValue())
                .putInt((int) size)
                .array();
    }
}
