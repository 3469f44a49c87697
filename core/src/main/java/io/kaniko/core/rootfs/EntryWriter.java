package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.FileHandle;
import io.kaniko.core.nativeio.FileMaker;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts one entry of an archive on disk below a root. A directory over a directory gives its attributes; everything else
 * replaces what was there (image-spec, layer.md). Where the file may lie is decided by the caller.
 *
 * <p>Directories get their times at the end, in {@link #finish()}.
 */
final class EntryWriter implements AutoCloseable {

    /**
     * What writing an entry has done to the tree.
     *
     * @param removed whether a directory had to make way, with all that was in it
     * @param changesWays whether a link was made or removed, so that a path may lead elsewhere
     */
    record Effect(boolean removed, boolean changesWays) {}

    private final StageRoot root;
    private final RootFiles files;
    private final Optional<DigestRecord> digests;
    private final DirectoryTimes times;
    private final FileMaker maker = new FileMaker();
    private final byte[] buffer = new byte[FileMaker.CONTENT_SIZE];
    private final MessageDigest hash = Digest.newHash();

    /**
     * @param digests told the content's digest of every file
     */
    EntryWriter(StageRoot root, Optional<DigestRecord> digests, DirectoryTimes times) {
        this.root = root;
        this.files = root.files();
        this.digests = digests;
        this.times = times;
    }

    DirectoryTimes times() {
        return times;
    }

    /**
     * Writes the entry.
     *
     * @param path where, root-relative; its parent exists and is no link
     * @param linkPartner for a hard link, the root-relative path of the file it is another name of
     */
    Effect write(String path, TarEntry entry, InputStream content, Accounts.Owner owner, Optional<String> linkPartner)
            throws IOException {
        if (linkPartner.isPresent()) {
            checkPartner(path, linkPartner.get());
        }
        boolean madeLink = linkPartner.isPresent() || entry.type() == FileType.SYMBOLIC_LINK;
        if (!path.isEmpty()) {
            try {
                make(path, entry, content, owner, linkPartner);
                return new Effect(false, madeLink);
            } catch (FileAlreadyExistsException inTheWay) {
                // Most often nothing is; so the disk is not asked before.
            }
        }
        FileStat existing = files.lstat(root.hostPath(path));
        if (entry.isDirectory() && existing.isDirectory()) {
            adjustDirectory(path, entry, owner);
            return new Effect(false, false);
        }
        remove(path, existing);
        make(path, entry, content, owner, linkPartner);
        return new Effect(existing.isDirectory(), madeLink || existing.isSymbolicLink());
    }

    /** Removes a file, or a directory with all that is in it. */
    void remove(String path, FileStat existing) throws IOException {
        files.deleteTree(root.hostPath(path));
        if (existing.isDirectory()) {
            maker.leave();
            times.removed(path);
        }
    }

    /** Makes the file; {@link FileAlreadyExistsException} when something is in its place, and then nothing has happened. */
    private void make(
            String path, TarEntry entry, InputStream content, Accounts.Owner owner, Optional<String> linkPartner)
            throws IOException {
        String host = root.hostPath(path);
        if (linkPartner.isPresent()) {
            link(path, host, linkPartner.get());
            return;
        }
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        maker.enter(root.hostPath(path.substring(0, Math.max(0, slash))));
        int initial = files.initialPermissions(owner, entry.permissions(), entry.isDirectory());
        switch (entry.type()) {
            case DIRECTORY -> {
                FileHandle directory = maker.makeDirectory(name, initial);
                files.give(host, directory, owner, entry.permissions(), attributes(entry));
                times.set(path, entry.modifiedSeconds(), entry.modifiedNanos());
            }
            case REGULAR -> {
                try (FileMaker.NewFile file = maker.makeFile(name, initial)) {
                    byte[] digest = copy(content, file);
                    file.setModified(entry.modifiedSeconds(), entry.modifiedNanos());
                    FileStat after = files.give(host, file, owner, entry.permissions(), attributes(entry));
                    digests.ifPresent(record -> record.record(path, after, digest));
                }
            }
            case SYMBOLIC_LINK -> {
                FileHandle link = maker.makeLink(name, entry.linkTarget());
                files.setOwner(host, link, owner);
                for (Map.Entry<String, byte[]> each : attributes(entry).entrySet()) {
                    files.setAttribute(host, link, each.getKey(), each.getValue());
                }
                link.setModified(entry.modifiedSeconds(), entry.modifiedNanos());
            }
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> {
                files.makeNode(host, entry.type(), entry.deviceNumber());
                files.give(host, LinuxFiles.at(host), owner, entry.permissions(), attributes(entry));
                LinuxFiles.setModified(host, entry.modifiedSeconds(), entry.modifiedNanos());
            }
            case SOCKET -> throw new IllegalArgumentException("a tar archive cannot hold a socket: " + path);
        }
    }

    private void adjustDirectory(String path, TarEntry entry, Accounts.Owner owner) throws IOException {
        String host = root.hostPath(path);
        files.give(host, LinuxFiles.at(host), owner, entry.permissions(), attributes(entry));
        times.set(path, entry.modifiedSeconds(), entry.modifiedNanos());
    }

    /** Copies the content and returns its SHA-256; empty where nobody records it. */
    private byte[] copy(InputStream content, FileMaker.NewFile file) throws IOException {
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            file.write(buffer, 0, count);
            if (digests.isPresent()) {
                hash.update(buffer, 0, count);
            }
        }
        return digests.isPresent() ? hash.digest() : new byte[0];
    }

    /** Before anything is removed: the partner may lie below the entry's own path, and would be gone. */
    private void checkPartner(String path, String partner) throws IOException {
        Optional<FileStat> stat = files.find(root.hostPath(partner));
        boolean usable = stat.isPresent() && !stat.get().isDirectory();
        if (!usable || partner.equals(path) || partner.startsWith(path + "/")) {
            throw new IOException("/" + path + " is a hard link to /" + partner + ", "
                    + (usable
                            ? "which would not outlive it"
                            : stat.isPresent() ? "a directory" : "which is not there"));
        }
    }

    /** Another name changes the inode, so that a recorded digest would no longer count: it is recorded anew. */
    private void link(String path, String host, String partner) throws IOException {
        String partnerHost = root.hostPath(partner);
        Optional<byte[]> digest = Optional.empty();
        if (digests.isPresent()) {
            digest = digests.get().find(partner, LinuxFiles.lstat(partnerHost));
        }
        files.hardLink(partnerHost, host);
        if (digest.isPresent()) {
            FileStat after = LinuxFiles.lstat(host);
            digests.orElseThrow().record(path, after, digest.get());
            digests.orElseThrow().record(partner, after, digest.get());
        }
    }

    /**
     * The extended attributes of an entry without those in which overlayfs speaks to itself: in a tree that may be its
     * lower or upper layer they would hide files.
     */
    private static SortedMap<String, byte[]> attributes(TarEntry entry) {
        if (entry.attributes().isEmpty()) {
            return entry.attributes();
        }
        SortedMap<String, byte[]> attributes = new TreeMap<>(entry.attributes());
        attributes.keySet().removeIf(OverlayAbility::isOwnAttribute);
        return attributes;
    }

    /** Gives the directories their times. */
    void finish() throws IOException {
        times.apply();
    }

    @Override
    public void close() {
        maker.close();
    }
}
