package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.tar.Decompression;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.core.tar.TarReader;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.Changes;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Unpacks an archive that nobody vouches for below a directory of a root: a build context, or a local archive of ADD.
 * Nothing is written outside that directory.
 */
public final class ArchiveExtractor {

    private static final String WHITEOUT = ".wh.";
    private static final int TAR_BLOCK = 512;

    private final StageRoot root;
    private final StageRoot below;
    private final String directory;
    private final Optional<Accounts.Owner> owner;
    private final ArchiveLimits limits;
    private final boolean strict;

    private ArchiveExtractor(
            StageRoot root, String directory, Optional<Accounts.Owner> owner, ArchiveLimits limits, boolean strict) {
        this.root = root;
        this.directory = directory;
        this.below = new StageRoot(java.nio.file.Path.of(root.hostPath(directory)));
        this.owner = owner;
        this.limits = limits;
        this.strict = strict;
    }

    /** For a build context: names with {@code ..} and hard links to such are refused, and so is more than the limits. */
    public static ArchiveExtractor forContext(StageRoot root, ArchiveLimits limits) {
        return new ArchiveExtractor(root, "", Optional.empty(), limits, true);
    }

    /**
     * For ADD, with BuildKit's rules: names are confined to the directory, owners are kept unless one is given, files
     * named {@code .wh.*} remove others, the entry {@code .} leaves the directory itself alone.
     *
     * @param directory root-relative, free of links; it exists
     */
    public static ArchiveExtractor forAdd(StageRoot root, String directory, Optional<Accounts.Owner> owner) {
        return new ArchiveExtractor(root, directory, owner, ArchiveLimits.DEFAULT, false);
    }

    /** Whether this is a tar, plain or compressed, by its beginning. Reads only that. */
    public static boolean isArchive(InputStream content) {
        try {
            byte[] first = Decompression.open(content).readNBytes(TAR_BLOCK);
            return first.length == TAR_BLOCK && TarReader.looksLikeTar(first);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Unpacks everything.
     *
     * @param name of the archive, for messages
     * @return what was touched, relative to the root
     */
    public Changes extract(InputStream archive, String name) throws IOException {
        TouchedPaths touched = new TouchedPaths();
        EntryWriter writer = new EntryWriter(below, new DigestRecord(), warning -> {});
        ParentDirectories parents = new ParentDirectories(below);
        long entries = 0;
        long bytes = 0;
        try {
            TarReader tar = new TarReader(Decompression.open(archive));
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                entries++;
                bytes += entry.size();
                checkLimits(name, entries, bytes);
                extract(entry, tar.content(), writer, parents, touched, name);
            }
            writer.finish();
        } catch (IOException e) {
            throw new IOException("cannot unpack " + name + ": " + e.getMessage(), e);
        }
        owner.ifPresent(given -> touched.changed(directory));
        if (owner.isPresent()) {
            LinuxFiles.setOwner(below.directory(), owner.get().uid(), owner.get().gid());
        }
        return touched.changes();
    }

    private void checkLimits(String name, long entries, long bytes) {
        if (entries > limits.entries() || bytes > limits.bytes()) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "cannot unpack " + name + ": it holds more than " + limits.entries() + " entries or "
                            + limits.bytes() + " bytes",
                    "Leave files out of the archive that the build does not need.");
        }
    }

    private void extract(
            TarEntry entry,
            InputStream content,
            EntryWriter writer,
            ParentDirectories parents,
            TouchedPaths touched,
            String name)
            throws IOException {
        checkName(entry.path(), entry, name);
        String path = ParentDirectories.clean(entry.path());
        if (path.isEmpty()) {
            return;
        }
        String base = path.substring(path.lastIndexOf('/') + 1);
        List<String> made = new ArrayList<>();
        String place = parents.place(path, made);
        made.forEach(parent -> touched.changed(inRoot(parent)));
        if (!strict && base.startsWith(WHITEOUT)) {
            remove(place.substring(0, place.length() - base.length()) + base.substring(WHITEOUT.length()), touched);
            parents.forget();
            return;
        }
        Optional<String> partner = Optional.empty();
        if (entry.hardLink()) {
            checkName(entry.linkTarget(), entry, name);
            partner = Optional.of(parents.place(ParentDirectories.clean(entry.linkTarget()), made));
        }
        Optional<FileStat> before = LinuxFiles.find(below.hostPath(place));
        if (before.isPresent() && before.get().isDirectory() && !entry.isDirectory()) {
            touched.deleted(inRoot(place));
        }
        Accounts.Owner theirs = new Accounts.Owner(entry.uid(), entry.gid());
        writer.write(place, entry, content, owner.orElse(theirs), partner);
        touched.changed(inRoot(place));
        if (entry.type() == FileType.SYMBOLIC_LINK) {
            parents.forget();
        }
    }

    private void remove(String place, TouchedPaths touched) throws IOException {
        String host = below.hostPath(place);
        if (LinuxFiles.find(host).isPresent()) {
            LinuxFiles.deleteTree(host);
            touched.deleted(inRoot(place));
        }
    }

    private String inRoot(String path) {
        return directory.isEmpty() ? path : directory + "/" + path;
    }

    private void checkName(String path, TarEntry entry, String archive) {
        if (strict && Arrays.asList(path.split("/")).contains("..")) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "cannot unpack " + archive + ": its entry \"" + entry.path() + "\" "
                            + (entry.hardLink() ? "links to \"" + path + "\", which leads" : "leads")
                            + " out of the build context",
                    "Make the archive anew, with tar -C CONTEXT -czf context.tar.gz . for example.");
        }
    }
}
