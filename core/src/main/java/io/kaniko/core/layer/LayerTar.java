package io.kaniko.core.layer;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.PathBytes;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.core.tar.TarWriter;
import io.kaniko.spi.Changes;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tar of one layer, as BuildKit writes it: sorted by the bytes of the names, parents of every touched path
 * included, whiteouts explicit, times in whole seconds, no sockets, no access or change times, no user names. Of the
 * extended attributes only {@code security.capability} is kept: what BuildKit keeps, and what means the same on every
 * machine.
 */
final class LayerTar {

    private static final String WHITEOUT = ".wh.";
    private static final String CAPABILITY = "security.capability";

    private final StageRoot root;
    private final Changes changes;
    private final Optional<Instant> clampTime;
    private final Map<Inode, String> written = new HashMap<>();

    private record Inode(long device, long inode) {}

    LayerTar(StageRoot root, Changes changes, Optional<Instant> clampTime) {
        this.root = root;
        this.changes = changes;
        this.clampTime = clampTime;
    }

    /** Writes everything and the end of the archive; returns the number of entries. */
    int write(OutputStream out) throws IOException {
        NavigableSet<String> paths = new TreeSet<>(LayerTar::compareBytes);
        for (String path : changes.changed()) {
            addWithParents(path, paths);
        }
        for (String path : changes.deleted()) {
            Optional<String> parent = whiteoutParent(path);
            if (parent.isPresent()) {
                addWithParents(parent.get(), paths);
                paths.add(whiteout(path));
            }
        }
        TarWriter tar = new TarWriter(out);
        int entries = 0;
        for (String path : paths) {
            if (write(path, tar)) {
                entries++;
            }
        }
        tar.finish();
        return entries;
    }

    private static void addWithParents(String path, NavigableSet<String> paths) {
        String parent = path;
        while (!parent.isEmpty() && paths.add(parent)) {
            parent = parentOf(parent);
        }
    }

    /** A path needs no whiteout where its parent is gone, too, or is no directory any more, or it is there again. */
    private Optional<String> whiteoutParent(String path) throws IOException {
        String parent = parentOf(path);
        boolean parentStands = LinuxFiles.find(root.hostPath(parent))
                .filter(FileStat::isDirectory)
                .isPresent();
        boolean thereAgain = changes.changed().contains(path);
        return parentStands && !thereAgain ? Optional.of(parent) : Optional.empty();
    }

    private static String whiteout(String path) {
        int slash = path.lastIndexOf('/') + 1;
        return path.substring(0, slash) + WHITEOUT + path.substring(slash);
    }

    private boolean write(String path, TarWriter tar) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.startsWith(WHITEOUT) && !changes.changed().contains(path)) {
            tar.put(
                    new TarEntry(path, FileType.REGULAR, false, 0, 0, 0, 0, 0, 0, "", 0, new TreeMap<>()),
                    InputStream.nullInputStream());
            return true;
        }
        String host = root.hostPath(path);
        FileStat stat = LinuxFiles.lstat(host);
        if (stat.type() == FileType.SOCKET) {
            return false;
        }
        if (stat.isRegularFile() && stat.links() > 1) {
            String first = written.putIfAbsent(new Inode(stat.device(), stat.inode()), path);
            if (first != null) {
                tar.put(entry(path, stat, true, first, new TreeMap<>()), InputStream.nullInputStream());
                return true;
            }
        }
        String target = stat.isSymbolicLink() ? LinuxFiles.readLink(host) : "";
        TarEntry entry = entry(path, stat, false, target, attributes(host));
        if (!stat.isRegularFile()) {
            tar.put(entry, InputStream.nullInputStream());
            return true;
        }
        try (InputStream content = LinuxFiles.read(host)) {
            tar.put(entry, content);
        } catch (IOException e) {
            throw new IOException("cannot put /" + path + " into the layer: " + e.getMessage(), e);
        }
        return true;
    }

    private TarEntry entry(
            String path, FileStat stat, boolean hardLink, String linkTarget, SortedMap<String, byte[]> attributes) {
        long seconds = clampTime
                .map(limit -> Math.min(limit.getEpochSecond(), stat.modifiedSeconds()))
                .orElse(stat.modifiedSeconds());
        return new TarEntry(
                path,
                stat.type(),
                hardLink,
                stat.permissions(),
                stat.uid(),
                stat.gid(),
                stat.isRegularFile() && !hardLink ? stat.size() : 0,
                seconds,
                0,
                linkTarget,
                stat.deviceNumber(),
                attributes);
    }

    private static SortedMap<String, byte[]> attributes(String host) throws IOException {
        SortedMap<String, byte[]> kept = new TreeMap<>();
        byte[] capability = LinuxFiles.attributes(host).get(CAPABILITY);
        if (capability != null) {
            kept.put(CAPABILITY, capability);
        }
        return kept;
    }

    private static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** A directory comes before what is in it: its name is a prefix of theirs. */
    private static int compareBytes(String one, String other) {
        return Arrays.compareUnsigned(PathBytes.encode(one), PathBytes.encode(other));
    }
}
