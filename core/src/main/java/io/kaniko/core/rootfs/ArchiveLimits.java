package io.kaniko.core.rootfs;

/**
 * How much an archive may bring.
 *
 * @param entries of any kind
 * @param bytes of all files together, uncompressed
 */
public record ArchiveLimits(long entries, long bytes) {

    /** A million entries, 64 GiB. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(1_000_000, 64L << 30);
}
