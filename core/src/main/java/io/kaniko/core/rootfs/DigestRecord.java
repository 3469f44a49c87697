package io.kaniko.core.rootfs;

import io.kaniko.spi.FileStat;
import java.util.Arrays;
import java.util.Optional;

/**
 * The SHA-256 of files that this program wrote, for as long as they are untouched: a digest counts only while path,
 * inode, size and both times are as they were. Threads may share it. The device does not count: one tree is one file
 * system, but an overlay has another device whenever it is mounted.
 *
 * <p>What was recorded of the files below, by those that a tree was stacked upon, is asked second; it is not added to.
 *
 * <p>An entry takes 64 bytes in open-addressed arrays, whatever the length of its path: of the path only a hash is
 * kept, because the inode and its change time decide already.
 */
public final class DigestRecord {

    private static final int DIGEST_BYTES = 32;
    private static final int LONGS = 4;

    /** Hash of path, inode, change time, hash of modification time and size; hash 0 means empty. */
    private long[] keys = new long[LONGS * 1024];

    private byte[] digests = new byte[DIGEST_BYTES * 1024];
    private int used;
    private final Optional<DigestRecord> below;

    /** An empty one. */
    public DigestRecord() {
        this(Optional.empty());
    }

    private DigestRecord(Optional<DigestRecord> below) {
        this.below = below;
    }

    /** An empty one for a tree that lies upon another. */
    public static DigestRecord above(DigestRecord below) {
        return new DigestRecord(Optional.of(below));
    }

    /**
     * Remembers a digest.
     *
     * @param after the facts when everything about the file is done: the last call that touches it changes them
     */
    public synchronized void record(String rootRelative, FileStat after, byte[] sha256) {
        if (sha256.length != DIGEST_BYTES) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + sha256.length);
        }
        if (used >= capacity() / 4 * 3) {
            grow();
        }
        long hash = hash(rootRelative);
        int slot = slot(hash, after.inode());
        if (keys[slot * LONGS] == 0) {
            used++;
        }
        put(slot, hash, after.inode(), changed(after), content(after), sha256, 0);
    }

    /** The digest of a file that is still as it was recorded. */
    public Optional<byte[]> find(String path, FileStat now) {
        Optional<byte[]> own = findOwn(path, now);
        return own.isPresent() || below.isEmpty() ? own : below.get().find(path, now);
    }

    private synchronized Optional<byte[]> findOwn(String path, FileStat now) {
        long hash = hash(path);
        int slot = slot(hash, now.inode());
        int key = slot * LONGS;
        boolean same = keys[key] != 0 && keys[key + 2] == changed(now) && keys[key + 3] == content(now);
        return same
                ? Optional.of(Arrays.copyOfRange(digests, slot * DIGEST_BYTES, (slot + 1) * DIGEST_BYTES))
                : Optional.empty();
    }

    private int capacity() {
        return keys.length / LONGS;
    }

    /** The slot of an entry, or the empty one where it belongs. */
    private int slot(long hash, long inode) {
        int mask = capacity() - 1;
        int slot = (int) (hash ^ hash >>> 32) & mask;
        while (keys[slot * LONGS] != 0 && (keys[slot * LONGS] != hash || keys[slot * LONGS + 1] != inode)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void put(int slot, long hash, long inode, long changed, long content, byte[] from, int start) {
        int key = slot * LONGS;
        keys[key] = hash;
        keys[key + 1] = inode;
        keys[key + 2] = changed;
        keys[key + 3] = content;
        System.arraycopy(from, start, digests, slot * DIGEST_BYTES, DIGEST_BYTES);
    }

    private void grow() {
        long[] oldKeys = keys;
        byte[] oldDigests = digests;
        keys = new long[Math.multiplyExact(oldKeys.length, 2)];
        digests = new byte[Math.multiplyExact(oldDigests.length, 2)];
        for (int key = 0; key < oldKeys.length; key += LONGS) {
            if (oldKeys[key] != 0) {
                put(
                        slot(oldKeys[key], oldKeys[key + 1]),
                        oldKeys[key],
                        oldKeys[key + 1],
                        oldKeys[key + 2],
                        oldKeys[key + 3],
                        oldDigests,
                        key / LONGS * DIGEST_BYTES);
            }
        }
    }

    private static long hash(String path) {
        long hash = 1;
        for (int i = 0; i < path.length(); i++) {
            hash = hash * 0x100000001B3L ^ path.charAt(i);
        }
        long mixed = mix(hash);
        return mixed == 0 ? 1 : mixed;
    }

    private static long changed(FileStat stat) {
        return stat.changedSeconds() * 1_000_000_000L + stat.changedNanos();
    }

    private static long content(FileStat stat) {
        return mix(mix(stat.size()) ^ stat.modifiedSeconds() * 1_000_000_000L + stat.modifiedNanos());
    }

    /** The finalizer of MurmurHash3: every bit of the input reaches every bit of the result. */
    private static long mix(long value) {
        long a = (value ^ value >>> 33) * 0xFF51AFD7ED558CCDL;
        long b = (a ^ a >>> 33) * 0xC4CEB9FE1A85EC53L;
        return b ^ b >>> 33;
    }
}
