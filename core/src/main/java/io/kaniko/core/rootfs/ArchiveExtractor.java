package io.kaniko.core.rootfs;

import io.kaniko.core.tar.Decompression;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.core.tar.TarReader;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Unpacks an archive that nobody vouches for below a directory of a root: a build context, or a local archive of ADD.
 * Nothing is written outside that directory.
 */
public final class ArchiveExtractor {

    /** Which rules hold. */
    private enum Rules {
        /** A build context: what leads out is refused, and {@code .wh.x} is a name like any other. */
        CONTEXT,
        /** BuildKit's ADD: names are confined, files named {@code .wh.*} remove others. */
        ADD
    }

    private final StageRoot below;
    private final String directory;
    private final Optional<Accounts.Owner> owner;
    private final ArchiveLimits limits;
    private final Rules rules;

    private ArchiveExtractor(
            StageRoot root, String directory, Optional<Accounts.Owner> owner, ArchiveLimits limits, Rules rules) {
        this.directory = directory;
        this.below = root.below(directory);
        this.owner = owner;
        this.limits = limits;
        this.rules = rules;
    }

    /** For a build context: names with {@code ..} and hard links to such are refused, and so is more than the limits. */
    public static ArchiveExtractor forContext(StageRoot root, ArchiveLimits limits) {
        return new ArchiveExtractor(root, "", Optional.empty(), limits, Rules.CONTEXT);
    }

    /**
     * For ADD, with BuildKit's rules: names are confined to the directory, owners are kept unless one is given, files
     * named {@code .wh.*} remove others, the entry {@code .} leaves the directory itself alone.
     *
     * @param directory root-relative, free of links; it exists
     */
    public static ArchiveExtractor forAdd(StageRoot root, String directory, Optional<Accounts.Owner> owner) {
        return new ArchiveExtractor(root, directory, owner, ArchiveLimits.DEFAULT, Rules.ADD);
    }

    /**
     * Whether this is a tar, plain or compressed: one with an entry at least, whose first header can be read. Reads only
     * the beginning, and closes the stream.
     */
    public static boolean isArchive(InputStream content) {
        try (InputStream whole = content;
                TarReader tar = new TarReader(Decompression.open(whole))) {
            return tar.next() != null;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The time of the newest regular file in an archive; empty where there is none, and for what is no archive. Closes the
     * stream.
     */
    public static Optional<Instant> newestFile(InputStream content) {
        NewestFile newest = new NewestFile();
        long bytes = 0;
        try (InputStream whole = content;
                TarReader tar = new TarReader(Decompression.open(whole))) {
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                bytes += entry.size();
                if (bytes > ArchiveLimits.DEFAULT.bytes()) {
                    return Optional.empty();
                }
                newest.see(entry);
            }
            return newest.time();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Unpacks everything, and closes the stream.
     *
     * @param name of the archive, for messages
     * @return what was touched, and how new it is
     * @throws BuildException when the archive leads out of a build context or is larger than the limits
     * @throws IOException when it is no archive, a truncated or malformed one, or the disk refuses
     */
    public Unpacked extract(InputStream archive, String name) throws IOException {
        TouchedPaths touched = new TouchedPaths();
        NewestFile newest = new NewestFile();
        try (InputStream whole = archive;
                TarReader tar = new TarReader(Decompression.open(whole))) {
            extract(tar, touched, newest, name);
        } catch (IOException e) {
            throw new IOException("cannot unpack " + name + ": " + e.getMessage(), e);
        }
        if (owner.isPresent()) {
            below.files().setOwner(below.directory(), owner.get());
            touched.changed(directory);
        }
        return new Unpacked(touched.changes(), newest.time());
    }

    private void extract(TarReader tar, TouchedPaths touched, NewestFile newest, String name) throws IOException {
        try (EntryWriter writer = new EntryWriter(below, Optional.empty(), new DirectoryTimes(below, false))) {
            Unpacking unpacking = new Unpacking(below, writer, inRoot(touched));
            long entries = 0;
            long bytes = 0;
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                entries++;
                bytes += entry.size();
                if (entries > limits.entries() || bytes > limits.bytes() || bytes < 0) {
                    throw tooLarge(name);
                }
                newest.see(entry);
                checkName(entry, entry.path(), name);
                checkName(entry, entry.hardLink() ? entry.linkTarget() : "", name);
                String path = ImagePath.clean(entry.path());
                Optional<Whiteout> whiteout = rules == Rules.ADD ? Whiteout.of(path) : Optional.empty();
                if (whiteout.isPresent()) {
                    unpacking.hide(path, whiteout.get());
                } else if (!path.isEmpty()) {
                    Accounts.Owner theirs = new Accounts.Owner(entry.uid(), entry.gid());
                    unpacking.write(path, entry, tar.content(), owner.orElse(theirs));
                }
            }
            unpacking.finish();
        }
    }

    private UnpackWitness inRoot(TouchedPaths touched) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        return new UnpackWitness() {
            @Override
            public void changed(String path) {
                touched.changed(prefix + path);
            }

            @Override
            public void deleted(String path) {
                touched.deleted(prefix + path);
            }
        };
    }

    private BuildException tooLarge(String name) {
        return new BuildException(
                BuildException.Kind.USER,
                "cannot unpack " + name + ": it holds more than " + limits.entries() + " entries or " + limits.bytes()
                        + " bytes",
                "Leave files out of the archive that the build does not need.");
    }

    /** In a build context, {@code ..} is refused rather than confined: such an archive was made to do harm, or broken. */
    private void checkName(TarEntry entry, String path, String archive) {
        if (rules == Rules.CONTEXT && Arrays.asList(path.split("/")).contains("..")) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "cannot unpack " + archive + ": its entry \"" + entry.path() + "\" "
                            + (path.equals(entry.path()) ? "leads" : "links to \"" + path + "\", which leads")
                            + " out of the build context",
                    "Make the archive anew, with tar -C CONTEXT -czf context.tar.gz . for example.");
        }
    }
}
