package io.kaniko.spi;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file tree that exists in memory only, for tests of snapshot modes. Its clock goes on by ten milliseconds with every
 * change, unless it is stopped. Recorded digests are never offered.
 */
public final class MemoryFileTree implements FileTree {

    private static final long TICK_NANOS = 10_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private record Entry(FileStat stat, byte[] content, SortedMap<String, byte[]> attributes) {}

    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private long nowNanos = 1_700_000_000L * SECOND_NANOS;
    private boolean clockStopped;
    private long lastInode = 100;

    /** From now on all changes happen at one moment, as on a file system with a coarse clock. */
    public MemoryFileTree stopClock() {
        clockStopped = true;
        return this;
    }

    /** Makes a directory. */
    public MemoryFileTree directory(String path) {
        return add(path, FileType.DIRECTORY, 0755, new byte[0]);
    }

    /** Makes a new file, or a new one in an old one's place. */
    public MemoryFileTree file(String path, String content) {
        return add(path, FileType.REGULAR, 0644, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a symbolic link. */
    public MemoryFileTree link(String path, String target) {
        return add(path, FileType.SYMBOLIC_LINK, 0777, target.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes into a file that is there: inode, mode and owner stay. */
    public MemoryFileTree write(String path, String content) {
        Entry old = existing(path);
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        long now = tick();
        FileStat stat = old.stat;
        entries.put(
                path,
                new Entry(
                        new FileStat(
                                stat.device(),
                                stat.inode(),
                                stat.mode(),
                                stat.links(),
                                stat.uid(),
                                stat.gid(),
                                0,
                                bytes.length,
                                now / SECOND_NANOS,
                                (int) (now % SECOND_NANOS),
                                now / SECOND_NANOS,
                                (int) (now % SECOND_NANOS)),
                        bytes,
                        old.attributes));
        return this;
    }

    /** Gives a file other permissions. */
    public MemoryFileTree permissions(String path, int permissions) {
        FileStat stat = existing(path).stat;
        return changeInode(path, stat.type().modeBits() | permissions, stat.uid(), stat.gid());
    }

    /** Gives a file another owner. */
    public MemoryFileTree owner(String path, int uid, int gid) {
        return changeInode(path, existing(path).stat.mode(), uid, gid);
    }

    /** Sets an extended attribute. */
    public MemoryFileTree attribute(String path, String name, byte[] value) {
        FileStat stat = existing(path).stat;
        changeInode(path, stat.mode(), stat.uid(), stat.gid());
        existing(path).attributes.put(name, value.clone());
        return this;
    }

    /** Deletes a path and everything below it. */
    public MemoryFileTree delete(String path) {
        existing(path);
        tick();
        entries.keySet().removeIf(other -> other.equals(path) || other.startsWith(path + "/"));
        return this;
    }

    /** This tree as it is now, which later changes do not reach. */
    MemoryFileTree copy() {
        MemoryFileTree copy = new MemoryFileTree();
        copy.entries.putAll(entries);
        return copy;
    }

    Optional<FileStat> find(String path) {
        return Optional.ofNullable(entries.get(path)).map(Entry::stat);
    }

    /** Whether a path is new, was written to or got other attributes, or something in it was. */
    boolean wasTouchedSince(MemoryFileTree former, String path) {
        return entries.subMap(path, path + "0").entrySet().stream()
                        .anyMatch(entry -> isAtOrBelow(entry.getKey(), path)
                                && former.entries.get(entry.getKey()) != entry.getValue())
                || former.entries.subMap(path, path + "0").keySet().stream()
                        .anyMatch(other -> isAtOrBelow(other, path) && !entries.containsKey(other));
    }

    private static boolean isAtOrBelow(String path, String directory) {
        return path.equals(directory) || path.startsWith(directory + "/");
    }

    private MemoryFileTree add(String path, FileType type, int permissions, byte[] content) {
        long now = tick();
        FileStat stat = new FileStat(
                1,
                ++lastInode,
                type.modeBits() | permissions,
                1,
                0,
                0,
                0,
                content.length,
                now / SECOND_NANOS,
                (int) (now % SECOND_NANOS),
                now / SECOND_NANOS,
                (int) (now % SECOND_NANOS));
        entries.put(path, new Entry(stat, content, new TreeMap<>()));
        return this;
    }

    private MemoryFileTree changeInode(String path, int mode, int uid, int gid) {
        Entry old = existing(path);
        long now = tick();
        FileStat stat = old.stat;
        FileStat changed = new FileStat(
                stat.device(),
                stat.inode(),
                mode,
                stat.links(),
                uid,
                gid,
                stat.deviceNumber(),
                stat.size(),
                stat.modifiedSeconds(),
                stat.modifiedNanos(),
                now / SECOND_NANOS,
                (int) (now % SECOND_NANOS));
        entries.put(path, new Entry(changed, old.content, new TreeMap<>(old.attributes)));
        return this;
    }

    private long tick() {
        if (!clockStopped) {
            nowNanos += TICK_NANOS;
        }
        return nowNanos;
    }

    private Entry existing(String path) {
        Entry entry = entries.get(path);
        if (entry == null) {
            throw new IllegalArgumentException("no such path in this tree: " + path);
        }
        return entry;
    }

    private Entry opened(String path, FileType type) throws IOException {
        Entry entry = entries.get(path);
        if (entry == null || entry.stat.type() != type) {
            throw new FileNotFoundException(path);
        }
        return entry;
    }

    @Override
    public void walk(Visitor visitor) throws IOException {
        walkBelow("", visitor);
    }

    /** Siblings come backwards, so that nobody relies on an order. */
    private void walkBelow(String directory, Visitor visitor) throws IOException {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        for (Map.Entry<String, Entry> entry : entries.descendingMap().entrySet()) {
            String path = entry.getKey();
            if (path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0) {
                visitor.visit(path, entry.getValue().stat);
                if (entry.getValue().stat.isDirectory()) {
                    walkBelow(path, visitor);
                }
            }
        }
    }

    @Override
    public InputStream open(String path) throws IOException {
        return new ByteArrayInputStream(opened(path, FileType.REGULAR).content);
    }

    @Override
    public String linkTarget(String path) throws IOException {
        return new String(opened(path, FileType.SYMBOLIC_LINK).content, StandardCharsets.UTF_8);
    }

    @Override
    public Map<String, byte[]> attributes(String path) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(existing(path).attributes));
    }

    @Override
    public Optional<byte[]> recordedDigest(String path, FileStat stat) {
        return Optional.empty();
    }

    @Override
    public long fileSystemNanos() {
        if (!clockStopped) {
            nowNanos += TICK_NANOS;
        }
        return nowNanos;
    }
}
