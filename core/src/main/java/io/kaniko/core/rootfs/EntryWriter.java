package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.LinuxException;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

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
     * @param written whether it is there; where the machine does not permit it, a warning was given
     * @param removed whether something had to make way first that no file of the same path replaces by itself: a
     *     directory with all that was in it, or what a left-out entry would have replaced
     * @param changesWays whether a link was made or removed, or a directory removed, so that a path may lead elsewhere
     */
    record Effect(boolean written, boolean removed, boolean changesWays) {}

    private static final int NOT_PERMITTED = 1;
    private static final int NOT_SUPPORTED = 95;

    private final StageRoot root;
    private final Optional<DigestRecord> digests;
    private final Consumer<String> warnings;
    private final DirectoryTimes times;
    private final byte[] buffer = new byte[1 << 16];
    private final MessageDigest hash = Digest.newHash();
    private final Set<String> warned = new HashSet<>();

    /**
     * @param digests told the content's digest of every file
     * @param warnings told what could not be brought to disk
     */
    EntryWriter(StageRoot root, Optional<DigestRecord> digests, Consumer<String> warnings, DirectoryTimes times) {
        this.root = root;
        this.digests = digests;
        this.warnings = warnings;
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
        Optional<FileStat> existing = LinuxFiles.find(host);
        boolean wasDirectory = existing.filter(FileStat::isDirectory).isPresent();
        boolean keepsDirectory = entry.isDirectory() && wasDirectory;
        if (linkPartner.isPresent()) {
            checkPartner(path, linkPartner.get());
        }
        if (existing.isPresent() && !keepsDirectory) {
            LinuxFiles.deleteTree(host);
        }
        boolean written = true;
        if (linkPartner.isPresent()) {
            link(path, host, linkPartner.get());
        } else {
            written = make(path, host, entry, content, owner, keepsDirectory);
        }
        boolean removedDirectory = wasDirectory && !keepsDirectory;
        boolean removedLink = existing.filter(FileStat::isSymbolicLink).isPresent();
        boolean madeLink = linkPartner.isPresent() || entry.type() == FileType.SYMBOLIC_LINK;
        return new Effect(
                written,
                removedDirectory || existing.isPresent() && !written,
                removedDirectory || removedLink || madeLink);
    }

    private boolean make(
            String path, String host, TarEntry entry, InputStream content, Accounts.Owner owner, boolean keepsDirectory)
            throws IOException {
        switch (entry.type()) {
            case DIRECTORY -> {
                if (!keepsDirectory) {
                    LinuxFiles.makeDirectory(host, 0700);
                }
                setAttributes(path, host, entry, owner);
                times.set(path, entry.modifiedSeconds(), entry.modifiedNanos());
            }
            case REGULAR -> {
                byte[] digest = copy(content, host);
                setAttributes(path, host, entry, owner);
                LinuxFiles.setModified(host, entry.modifiedSeconds(), entry.modifiedNanos());
                if (digests.isPresent()) {
                    digests.get().record(path, LinuxFiles.lstat(host), digest);
                }
            }
            case SYMBOLIC_LINK -> {
                LinuxFiles.makeLink(entry.linkTarget(), host);
                setAttributes(path, host, entry, owner);
                LinuxFiles.setModified(host, entry.modifiedSeconds(), entry.modifiedNanos());
            }
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> {
                if (!makeNode(path, host, entry)) {
                    return false;
                }
                setAttributes(path, host, entry, owner);
                LinuxFiles.setModified(host, entry.modifiedSeconds(), entry.modifiedNanos());
            }
            case SOCKET -> throw new IllegalArgumentException("a tar archive cannot hold a socket: " + path);
        }
        return true;
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
        Optional<FileStat> stat = LinuxFiles.find(root.hostPath(partner));
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
        LinuxFiles.hardLink(partnerHost, host);
        if (digest.isPresent()) {
            FileStat after = LinuxFiles.lstat(host);
            digests.orElseThrow().record(path, after, digest.get());
            digests.orElseThrow().record(partner, after, digest.get());
        }
    }

    private boolean makeNode(String path, String host, TarEntry entry) throws IOException {
        try {
            LinuxFiles.makeNode(host, entry.type().modeBits() | 0600, entry.deviceNumber());
            return true;
        } catch (LinuxException e) {
            if (e.errno() != NOT_PERMITTED) {
                throw e;
            }
            warnings.accept("/" + path + " is a device and this container may not make one; it is left out on disk");
            return false;
        }
    }

    /** The owner first: changing it takes setuid, setgid and file capabilities away. */
    private void setAttributes(String path, String host, TarEntry entry, Accounts.Owner owner) throws IOException {
        setOwner(path, host, owner);
        if (entry.type() != FileType.SYMBOLIC_LINK) {
            LinuxFiles.setPermissions(host, entry.permissions());
        }
        for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
            // Overlayfs speaks to itself in these: in a tree that may be its lower or upper layer they would hide
            // files.
            if (!attribute.getKey().startsWith("trusted.overlay.")
                    && !attribute.getKey().startsWith("user.overlay.")) {
                setAttribute(path, host, attribute.getKey(), attribute.getValue());
            }
        }
    }

    /** Who is not root may not give files away: the tree then belongs to that user, and everything else is right. */
    private void setOwner(String path, String host, Accounts.Owner owner) throws IOException {
        try {
            LinuxFiles.setOwner(host, owner.uid(), owner.gid());
        } catch (LinuxException e) {
            if (e.errno() != NOT_PERMITTED || isRoot()) {
                throw e;
            }
            warnOnce(
                    "owner",
                    "/" + path + " and maybe more files keep the owner " + ownUser()
                            + ": giving files away needs root");
        }
    }

    private void setAttribute(String path, String host, String name, byte[] value) throws IOException {
        try {
            LinuxFiles.setAttribute(host, name, value);
        } catch (LinuxException e) {
            boolean refused = e.errno() == NOT_PERMITTED || e.errno() == NOT_SUPPORTED;
            if (!refused || name.equals("security.capability") && isRoot()) {
                throw e;
            }
            // The label of another machine's policy and what only the kernel's own privilege may write: nobody's loss.
            if (!name.equals("security.selinux") && !name.startsWith("trusted.")) {
                warnOnce(
                        name,
                        "/" + path + " and maybe more files lack the attribute " + name + " on disk: " + e.getReason());
            }
        }
    }

    private void warnOnce(String about, String text) {
        if (warned.add(about)) {
            warnings.accept(text);
        }
    }

    private static boolean isRoot() throws IOException {
        return ownUser() == 0;
    }

    private static int ownUser() throws IOException {
        return LinuxFiles.lstat("/proc/self/status").uid();
    }

    /** Gives the directories their times. */
    void finish() throws IOException {
        times.apply();
    }
}
