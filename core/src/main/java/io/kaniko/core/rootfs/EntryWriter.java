package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/**
 * Puts one entry of an archive on disk below a root. A directory over a directory gives its attributes; everything else
 * replaces what was there (image-spec, layer.md). Where the file may lie is decided by the caller.
 *
 * <p>Directories get their times at the end, in {@link #finish()}.
 */
final class EntryWriter {

    /**
     * What writing an entry has done to the tree.
     *
     * @param removed whether a directory had to make way, with all that was in it
     * @param changesWays whether a link was made or removed, or a directory removed, so that a path may lead elsewhere
     */
    record Effect(boolean removed, boolean changesWays) {}

    private final StageRoot root;
    private final RootFiles files;
    private final Optional<DigestRecord> digests;
    private final DirectoryTimes times;
    private final byte[] buffer = new byte[1 << 16];
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
        String host = root.hostPath(path);
        Optional<FileStat> existing = files.find(host);
        boolean wasDirectory = existing.filter(FileStat::isDirectory).isPresent();
        boolean keepsDirectory = entry.isDirectory() && wasDirectory;
        if (linkPartner.isPresent()) {
            checkPartner(path, linkPartner.get());
        }
        if (existing.isPresent() && !keepsDirectory) {
            files.deleteTree(host);
        }
        if (linkPartner.isPresent()) {
            link(path, host, linkPartner.get());
        } else {
            make(path, host, entry, content, owner, keepsDirectory);
        }
        boolean removedDirectory = wasDirectory && !keepsDirectory;
        boolean removedLink = existing.filter(FileStat::isSymbolicLink).isPresent();
        boolean madeLink = linkPartner.isPresent() || entry.type() == FileType.SYMBOLIC_LINK;
        return new Effect(removedDirectory, removedDirectory || removedLink || madeLink);
    }

    private void make(
            String path, String host, TarEntry entry, InputStream content, Accounts.Owner owner, boolean keepsDirectory)
            throws IOException {
        switch (entry.type()) {
            case DIRECTORY -> {
                if (!keepsDirectory) {
                    LinuxFiles.makeDirectory(host, 0700);
                }
                setAttributes(host, entry, owner);
                times.set(path, entry.modifiedSeconds(), entry.modifiedNanos());
            }
            case REGULAR -> {
                byte[] digest = copy(content, host);
                setAttributes(host, entry, owner);
                LinuxFiles.setModified(host, entry.modifiedSeconds(), entry.modifiedNanos());
                if (digests.isPresent()) {
                    digests.get().record(path, LinuxFiles.lstat(host), digest);
                }
            }
            case SYMBOLIC_LINK -> {
                LinuxFiles.makeLink(entry.linkTarget(), host);
                setAttributes(host, entry, owner);
                LinuxFiles.setModified(host, entry.modifiedSeconds(), entry.modifiedNanos());
            }
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> {
                files.makeNode(host, entry.type(), entry.deviceNumber());
                setAttributes(host, entry, owner);
                LinuxFiles.setModified(host, entry.modifiedSeconds(), entry.modifiedNanos());
            }
            case SOCKET -> throw new IllegalArgumentException("a tar archive cannot hold a socket: " + path);
        }
    }

    /** Copies the content and returns its SHA-256; empty where nobody records it. */
    private byte[] copy(InputStream content, String host) throws IOException {
        try (OutputStream out = LinuxFiles.create(host, 0600)) {
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                out.write(buffer, 0, count);
                if (digests.isPresent()) {
                    hash.update(buffer, 0, count);
                }
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

    /** The owner first: changing it takes setuid, setgid and file capabilities away. */
    private void setAttributes(String host, TarEntry entry, Accounts.Owner owner) throws IOException {
        files.setOwner(host, owner);
        if (entry.type() != FileType.SYMBOLIC_LINK) {
            files.setPermissions(host, entry.permissions());
        }
        for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
            // Overlayfs speaks to itself in these: in a tree that may be its lower or upper layer they would hide
            // files.
            if (!attribute.getKey().startsWith("trusted.overlay.")
                    && !attribute.getKey().startsWith("user.overlay.")) {
                files.setAttribute(host, attribute.getKey(), attribute.getValue());
            }
        }
    }

    /** Gives the directories their times. */
    void finish() throws IOException {
        times.apply();
    }
}
