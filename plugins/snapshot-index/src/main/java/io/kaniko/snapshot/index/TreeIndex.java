package io.kaniko.snapshot.index;

import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.util.Arrays;

/**
 * What was known of every path at one moment. Paths are numbered in the order of their coming, parents first; facts lie
 * in arrays, names in one byte array and each only once, so that a path costs about 110 bytes and no object.
 */
public final class TreeIndex {

    /** The number of the root, which has no entry, and of a path that is not known. */
    public static final int NONE = -1;

    private static final int DIGEST_BYTES = 32;

    private int size;
    private int[] slots = new int[1024];
    private long[] hashes = new long[512];
    private int[] parents = new int[512];
    private int[] nameEnds = new int[512];
    private int[] modes = new int[512];
    private int[] uids = new int[512];
    private int[] gids = new int[512];
    private long[] sizes = new long[512];
    private long[] modified = new long[512];
    private long[] changed = new long[512];
    private long[] inodes = new long[512];
    private long[] fingerprints = new long[512];
    private int[] digestNumbers = new int[512];
    private byte[] names = new byte[8192];
    private byte[] digests = new byte[0];
    private int digestCount;

    public int size() {
        return size;
    }

    /**
     * Adds a path whose parent is there already.
     *
     * @param fingerprint of what else belongs to the file: attributes, a link's target
     * @return the path's number
     */
    public int add(String path, FileStat stat, long fingerprint) {
        int slash = path.lastIndexOf('/');
        int parent = slash < 0 ? NONE : find(path, slash);
        if (slash >= 0 && parent == NONE) {
            throw new IllegalStateException("the tree showed " + path + " before its directory");
        }
        ensureRoom();
        int entry = size++;
        parents[entry] = parent;
        putName(entry, path, slash + 1);
        modes[entry] = stat.mode();
        uids[entry] = stat.uid();
        gids[entry] = stat.gid();
        sizes[entry] = FileFacts.sizeOrDevice(stat);
        modified[entry] = FileFacts.modifiedNanos(stat);
        changed[entry] = changedNanos(stat);
        inodes[entry] = stat.inode();
        fingerprints[entry] = fingerprint;
        digestNumbers[entry] = NONE;
        hashes[entry] = hash(path, path.length());
        putSlot(entry);
        return entry;
    }

    public void setDigest(int entry, byte[] sha256) {
        int start = Math.multiplyExact(digestCount, DIGEST_BYTES);
        if (start == digests.length) {
            int room = Math.addExact(start, start / 2 / DIGEST_BYTES * DIGEST_BYTES);
            digests = Arrays.copyOf(digests, Math.max(64 * DIGEST_BYTES, room));
        }
        System.arraycopy(sha256, 0, digests, start, DIGEST_BYTES);
        digestNumbers[entry] = digestCount++;
    }

    public boolean hasDigest(int entry) {
        return digestNumbers[entry] != NONE;
    }

    public byte[] digest(int entry) {
        int start = digestNumbers[entry] * DIGEST_BYTES;
        return Arrays.copyOfRange(digests, start, start + DIGEST_BYTES);
    }

    public long fingerprint(int entry) {
        return fingerprints[entry];
    }

    public long changedNanos(int entry) {
        return changed[entry];
    }

    public int mode(int entry) {
        return modes[entry];
    }

    public int parent(int entry) {
        return parents[entry];
    }

    /** What was told of the path, but for its links and device. */
    public FileStat stat(int entry) {
        FileType type = FileType.ofMode(modes[entry]);
        boolean device = type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE;
        return new FileStat(
                0,
                inodes[entry],
                modes[entry],
                1,
                uids[entry],
                gids[entry],
                device ? sizes[entry] : 0,
                device ? 0 : sizes[entry],
                Math.floorDiv(modified[entry], FileFacts.SECOND_NANOS),
                (int) Math.floorMod(modified[entry], FileFacts.SECOND_NANOS),
                Math.floorDiv(changed[entry], FileFacts.SECOND_NANOS),
                (int) Math.floorMod(changed[entry], FileFacts.SECOND_NANOS));
    }

    /** Whether it is the same inode and nothing has touched it, as far as the clock can tell. */
    public boolean sameInode(int entry, FileStat now) {
        return inodes[entry] == now.inode() && changed[entry] == changedNanos(now);
    }

    /** The number of a path, or {@link #NONE}. */
    public int find(String path) {
        return find(path, path.length());
    }

    private int find(String path, int length) {
        long hash = hash(path, length);
        int mask = slots.length - 1;
        for (int slot = (int) hash & mask; slots[slot] != 0; slot = slot + 1 & mask) {
            int entry = slots[slot] - 1;
            if (hashes[entry] == hash && isPath(entry, path, length)) {
                return entry;
            }
        }
        return NONE;
    }

    /** Compares from the last name to the first. */
    private boolean isPath(int entry, String path, int length) {
        int end = length;
        int current = entry;
        while (current != NONE) {
            int start = path.lastIndexOf('/', end - 1) + 1;
            if (!isName(current, path, start, end)) {
                return false;
            }
            current = parents[current];
            end = start - 1;
        }
        return end == -1;
    }

    private boolean isName(int entry, String path, int start, int end) {
        int at = nameStart(entry);
        int stop = nameEnds[entry];
        for (int i = start; i < end; i++) {
            char c = path.charAt(i);
            int width = width(c);
            if (at + width > stop || decode(at, width) != c) {
                return false;
            }
            at += width;
        }
        return at == stop;
    }

    public String path(int entry) {
        StringBuilder path = new StringBuilder();
        for (int current = entry; current != NONE; current = parents[current]) {
            StringBuilder name = new StringBuilder();
            for (int at = nameStart(current); at < nameEnds[current]; ) {
                int width = names[at] >= 0 ? 1 : 3;
                name.append(decode(at, width));
                at += width;
            }
            if (!path.isEmpty()) {
                path.insert(0, '/');
            }
            path.insert(0, name);
        }
        return path.toString();
    }

    private int nameStart(int entry) {
        return entry == 0 ? 0 : nameEnds[entry - 1];
    }

    /** Names are kept character by character and not as UTF-8, for their odd bytes are lone surrogates. */
    private void putName(int entry, String path, int start) {
        int at = nameStart(entry);
        int most = Math.addExact(at, 3 * (path.length() - start));
        if (most > names.length) {
            names = Arrays.copyOf(names, Math.max(most, Math.addExact(names.length, names.length / 2)));
        }
        for (int i = start; i < path.length(); i++) {
            char c = path.charAt(i);
            if (width(c) == 1) {
                names[at++] = (byte) c;
            } else {
                names[at++] = -1;
                names[at++] = (byte) (c >> 8);
                names[at++] = (byte) c;
            }
        }
        nameEnds[entry] = at;
    }

    private static int width(char c) {
        return c < 0x80 ? 1 : 3;
    }

    private char decode(int at, int width) {
        if (width == 1) {
            return names[at] < 0 ? '\uFFFF' : (char) names[at];
        }
        return names[at] >= 0 ? '\0' : (char) (names[at + 1] << 8 | names[at + 2] & 0xFF);
    }

    private void ensureRoom() {
        if (size == hashes.length) {
            resize(Math.addExact(size, size / 2));
        }
        if (size >= slots.length / 4 * 3) {
            slots = new int[Math.multiplyExact(slots.length, 2)];
            for (int entry = 0; entry < size; entry++) {
                putSlot(entry);
            }
        }
    }

    /** Gives back the room that was kept for more paths. */
    public void trim() {
        resize(size);
        names = Arrays.copyOf(names, size == 0 ? 0 : nameEnds[size - 1]);
        digests = Arrays.copyOf(digests, digestCount * DIGEST_BYTES);
    }

    private void resize(int room) {
        hashes = Arrays.copyOf(hashes, room);
        parents = Arrays.copyOf(parents, room);
        nameEnds = Arrays.copyOf(nameEnds, room);
        modes = Arrays.copyOf(modes, room);
        uids = Arrays.copyOf(uids, room);
        gids = Arrays.copyOf(gids, room);
        sizes = Arrays.copyOf(sizes, room);
        modified = Arrays.copyOf(modified, room);
        changed = Arrays.copyOf(changed, room);
        inodes = Arrays.copyOf(inodes, room);
        fingerprints = Arrays.copyOf(fingerprints, room);
        digestNumbers = Arrays.copyOf(digestNumbers, room);
    }

    private void putSlot(int entry) {
        int mask = slots.length - 1;
        int slot = (int) hashes[entry] & mask;
        while (slots[slot] != 0) {
            slot = slot + 1 & mask;
        }
        slots[slot] = entry + 1;
    }

    private static long hash(String path, int length) {
        long hash = length;
        for (int i = 0; i < length; i++) {
            hash = hash * 0x100000001B3L ^ path.charAt(i);
        }
        long mixed = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
        return mixed ^ mixed >>> 33;
    }

    static long changedNanos(FileStat stat) {
        return stat.changedSeconds() * FileFacts.SECOND_NANOS + stat.changedNanos();
    }
}
