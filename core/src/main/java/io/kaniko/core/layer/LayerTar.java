package io.kaniko.core.layer;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.core.tar.TarWriter;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes the tar of one layer: one entry per item, hard links among them recognised by their inode. */
final class LayerTar {

    static final String WHITEOUT = ".wh.";

    /**
     * The extended attributes that a layer keeps. BuildKit's layers hold this one only, and images are compared with
     * BuildKit's: {@code user.*} attributes of a build context would show where and how it was checked out, and
     * {@code security.selinux} belongs to the machine.
     */
    static final Set<String> KEPT_ATTRIBUTES = Set.of("security.capability");

    private record Inode(long device, long number) {}

    private final StageRoot root;
    private final Optional<DigestRecord> digests;
    private final OptionalLong latest;
    private final TarWriter writer;
    private final Map<Inode, String> firstNames = new HashMap<>();
    private int entries;

    /**
     * @param digests told the content's digest of every file, where somebody wants to know
     * @param latest modification time in seconds since 1970 that no entry exceeds
     */
    LayerTar(StageRoot root, Optional<DigestRecord> digests, OptionalLong latest, TarWriter writer) {
        this.root = root;
        this.digests = digests;
        this.latest = latest;
        this.writer = writer;
    }

    /** Writes all items and the end of the archive, and tells how many entries it has. */
    int write(LayerItems items) throws IOException {
        for (Map.Entry<String, Optional<FileStat>> item : items.byPath().entrySet()) {
            if (item.getValue().isPresent()) {
                put(item.getKey(), item.getValue().get());
            } else {
                putWhiteout(item.getKey());
            }
        }
        writer.finish();
        return entries;
    }

    private void put(String path, FileStat stat) throws IOException {
        if (stat.type() == FileType.SOCKET) {
            // A socket means nothing without the process that listens; tar has no form for it, and nobody ships it.
            return;
        }
        checkName(path);
        entries++;
        if (stat.links() > 1 && !stat.isDirectory()) {
            String first = firstNames.putIfAbsent(new Inode(stat.device(), stat.inode()), path);
            if (first != null) {
                digests.ifPresent(
                        record -> record.find(first, stat).ifPresent(digest -> record.record(path, stat, digest)));
                writer.put(entry(path, stat, true, first, Collections.emptySortedMap()), InputStream.nullInputStream());
                return;
            }
        }
        String host = root.hostPath(path);
        if (stat.isRegularFile()) {
            putFile(host, path, stat);
        } else {
            String target = stat.isSymbolicLink() ? LinuxFiles.readLink(host) : "";
            writer.put(entry(path, stat, false, target, Collections.emptySortedMap()), InputStream.nullInputStream());
        }
    }

    private void putFile(String host, String path, FileStat stat) throws IOException {
        TarEntry entry = entry(path, stat, false, "", keptAttributes(host));
        if (digests.isEmpty()) {
            try (InputStream content = LinuxFiles.read(host)) {
                writer.put(entry, content);
            }
            return;
        }
        MessageDigest hash = Digest.newHash();
        try (InputStream content = new DigestInputStream(LinuxFiles.read(host), hash)) {
            writer.put(entry, content);
        }
        // The facts are from before the reading: what changes the file meanwhile makes the record worthless.
        digests.get().record(path, stat, hash.digest());
    }

    /** Whiteouts are explicit, as BuildKit writes them: an opaque directory would hide what a lower layer adds later. */
    private void putWhiteout(String path) throws IOException {
        checkName(path);
        int name = path.lastIndexOf('/') + 1;
        String marker = path.substring(0, name) + WHITEOUT + path.substring(name);
        TarEntry entry =
                new TarEntry(marker, FileType.REGULAR, false, 0, 0, 0, 0, 0, 0, "", 0, Collections.emptySortedMap());
        writer.put(entry, InputStream.nullInputStream());
        entries++;
    }

    private static void checkName(String path) {
        if (path.startsWith(WHITEOUT, path.lastIndexOf('/') + 1)) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "cannot write the layer: /" + path + " has a name that begins with .wh., which in a layer means"
                            + " that a file is deleted",
                    "Rename or remove the file.");
        }
    }

    private TarEntry entry(
            String path, FileStat stat, boolean hardLink, String link, SortedMap<String, byte[]> attributes) {
        long modified = stat.modifiedSeconds();
        return new TarEntry(
                path,
                hardLink ? FileType.REGULAR : stat.type(),
                hardLink,
                stat.permissions(),
                stat.uid(),
                stat.gid(),
                stat.isRegularFile() && !hardLink ? stat.size() : 0,
                latest.isPresent() ? Math.min(latest.getAsLong(), modified) : modified,
                0,
                link,
                stat.deviceNumber(),
                attributes);
    }

    private SortedMap<String, byte[]> keptAttributes(String host) throws IOException {
        SortedMap<String, byte[]> all = root.files().attributes(host);
        if (all.isEmpty()) {
            return all;
        }
        SortedMap<String, byte[]> kept = new TreeMap<>(all);
        kept.keySet().retainAll(KEPT_ATTRIBUTES);
        return kept;
    }
}
