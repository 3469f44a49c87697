package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.LinuxException;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts one entry of an archive on disk below a root. A directory over a directory gives its attributes; everything else
 * replaces what was there (image-spec, layer.md). Where the file may lie is decided by the caller.
 *
 * <p>Directories get their times at the end, in {@link #finish()}, since making files in them changes those.
 */
final class EntryWriter {

    private static final int NOT_PERMITTED = 1;
    private static final int NOT_SUPPORTED = 95;

    private final StageRoot root;
    private final DigestRecord digests;
    private final Consumer<String> warnings;
    private final List<DirectoryTime> directoryTimes = new ArrayList<>();

    private record DirectoryTime(String host, long seconds, int nanos) {}

    EntryWriter(StageRoot root, DigestRecord digests, Consumer<String> warnings) {
        this.root = root;
        this.digests = digests;
        this.warnings = warnings;
    }

    /**
     * Writes the entry.
     *
     * @param path where, root-relative; its parent exists and is no link
     * @param linkPartner for a hard link, the root-relative path of the file it is another name of
     */
    void write(String path, TarEntry entry, InputStream content, Accounts.Owner owner, Optional<String> linkPartner)
            throws IOException {
        String host = root.hostPath(path);
        Optional<FileStat> existing = LinuxFiles.find(host);
        boolean keepsDirectory =
                entry.isDirectory() && existing.filter(FileStat::isDirectory).isPresent();
        if (existing.isPresent() && !keepsDirectory) {
            LinuxFiles.deleteTree(host);
        }
        if (linkPartner.isPresent()) {
            LinuxFiles.hardLink(root.hostPath(linkPartner.get()), host);
            return;
        }
        switch (entry.type()) {
            case DIRECTORY -> {
                if (!keepsDirectory) {
                    LinuxFiles.makeDirectory(host, 0700);
                }
                setAttributes(host, entry, owner);
                directoryTimes.add(new DirectoryTime(host, entry.modifiedSeconds(), entry.modifiedNanos()));
            }
            case REGULAR -> {
                MessageDigest hash = Digest.newHash();
                try (OutputStream out = LinuxFiles.create(host, 0600)) {
                    new DigestInputStream(content, hash).transferTo(out);
                }
                setAttributes(host, entry, owner);
                LinuxFiles.setModified(host, entry.modifiedSeconds(), entry.modifiedNanos());
                digests.record(path, LinuxFiles.lstat(host), hash.digest());
            }
            case SYMBOLIC_LINK -> {
                LinuxFiles.makeLink(entry.linkTarget(), host);
                LinuxFiles.setOwner(host, owner.uid(), owner.gid());
                LinuxFiles.setModified(host, entry.modifiedSeconds(), entry.modifiedNanos());
            }
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET -> makeNode(path, host, entry, owner);
        }
    }

    private void makeNode(String path, String host, TarEntry entry, Accounts.Owner owner) throws IOException {
        try {
            LinuxFiles.makeNode(host, entry.type().modeBits() | 0600, entry.deviceNumber());
        } catch (LinuxException e) {
            if (e.errno() != NOT_PERMITTED) {
                throw e;
            }
            warnings.accept("/" + path + " is a device and this container may not make one; it is left out on disk");
            return;
        }
        setAttributes(host, entry, owner);
        LinuxFiles.setModified(host, entry.modifiedSeconds(), entry.modifiedNanos());
    }

    /** The owner first: changing it takes setuid, setgid and file capabilities away. */
    private static void setAttributes(String host, TarEntry entry, Accounts.Owner owner) throws IOException {
        LinuxFiles.setOwner(host, owner.uid(), owner.gid());
        LinuxFiles.setPermissions(host, entry.permissions());
        for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
            try {
                LinuxFiles.setAttribute(host, attribute.getKey(), attribute.getValue());
            } catch (LinuxException e) {
                boolean tolerable = e.errno() == NOT_PERMITTED || e.errno() == NOT_SUPPORTED;
                if (!tolerable || attribute.getKey().equals("security.capability")) {
                    throw e;
                }
            }
        }
    }

    /** Gives the directories their times. */
    void finish() throws IOException {
        for (DirectoryTime time : directoryTimes.reversed()) {
            if (LinuxFiles.find(time.host()).filter(FileStat::isDirectory).isPresent()) {
                LinuxFiles.setModified(time.host(), time.seconds(), time.nanos());
            }
        }
        directoryTimes.clear();
    }
}
