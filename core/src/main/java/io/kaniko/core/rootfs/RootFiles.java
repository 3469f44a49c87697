package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.Capability;
import io.kaniko.core.nativeio.FileHandle;
import io.kaniko.core.nativeio.LinuxException;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/**
 * The files below a root with the attributes that the image gives them. Most often the disk has these. Where it refuses
 * an owner, a device or an extended attribute, this object remembers it and answers in the disk's place, so that a
 * build has the same result with and without privileges. Who reads or sets attributes below a root does it here; content
 * and names are read and written through {@link LinuxFiles}.
 *
 * <p>There are two kinds of roots. A <em>privileged</em> process asks the disk for everything, and only what is refused
 * is remembered. Without privileges nothing can be given away, so that the owner on disk means nothing: files are root's
 * unless something else is remembered, and what the image forbids even its owner (a directory without permission to write)
 * is allowed on disk, lest the build shut itself out.
 *
 * <p>Paths are those of the host. Threads may read at once while none writes.
 */
public final class RootFiles {

    private static final int EPERM = 1;
    private static final int EINVAL = 22;
    private static final int EOPNOTSUPP = 95;

    private static final int OWN_DIRECTORY = 0700;
    private static final int OWN_FILE = 0600;
    private static final int ORDINARY_BITS = 0777;

    /** With these the disk takes what an image asks for; uid 0 of a container that gave them away is no better than others. */
    private static final Set<Capability> PRIVILEGES =
            EnumSet.of(Capability.CHOWN, Capability.DAC_OVERRIDE, Capability.FOWNER, Capability.FSETID);

    private static final boolean PRIVILEGED = isPrivileged();

    private final boolean privileged;
    private final ConcurrentSkipListMap<String, RefusedAttributes> refused = new ConcurrentSkipListMap<>();

    /** For a root of this process. */
    RootFiles() {
        this(PRIVILEGED);
    }

    RootFiles(boolean privileged) {
        this.privileged = privileged;
    }

    private static boolean isPrivileged() {
        try {
            return Capability.effective().containsAll(PRIVILEGES);
        } catch (IOException noProc) {
            // Then the disk tells in each case.
            return true;
        }
    }

    /** Whether something is other on disk than in the image, so that a process in the root would see it wrong. */
    public boolean differFromDisk() {
        return !refused.isEmpty();
    }

    /** The facts about a file. */
    public FileStat lstat(String path) throws IOException {
        return inImage(path, LinuxFiles.lstat(path));
    }

    /** The facts about a file; empty where there is none. */
    public Optional<FileStat> find(String path) throws IOException {
        Optional<FileStat> found = LinuxFiles.find(path);
        return answersItself() ? found.map(stat -> inImage(path, stat)) : found;
    }

    /** Whether the disk's word does not count for everything. */
    boolean answersItself() {
        return !privileged || !refused.isEmpty();
    }

    /** The facts about a file as the image has them, from those that the disk tells. */
    FileStat inImage(String path, FileStat onDisk) {
        RefusedAttributes known = refused.isEmpty() ? null : refused.get(path);
        FileStat seen = known == null ? onDisk : known.over(onDisk);
        boolean ownerKnown = known != null
                && known.inode() == onDisk.inode()
                && known.owner().isPresent();
        return privileged || ownerKnown ? seen : ownedByRoot(seen);
    }

    private static FileStat ownedByRoot(FileStat stat) {
        return new FileStat(
                stat.device(),
                stat.inode(),
                stat.mode(),
                stat.links(),
                0,
                0,
                stat.deviceNumber(),
                stat.size(),
                stat.modifiedSeconds(),
                stat.modifiedNanos(),
                stat.changedSeconds(),
                stat.changedNanos());
    }

    /** The extended attributes, sorted by name. */
    public SortedMap<String, byte[]> attributes(String path) throws IOException {
        SortedMap<String, byte[]> onDisk = LinuxFiles.attributes(path);
        RefusedAttributes known = refused.isEmpty() ? null : refused.get(path);
        if (known == null || known.attributes().isEmpty()) {
            return onDisk;
        }
        SortedMap<String, byte[]> all = new TreeMap<>(onDisk);
        all.putAll(known.attributes());
        return all;
    }

    /**
     * What to make a file or directory with that will be {@linkplain #give given} these: where the disk takes
     * everything, most files are then complete from the start.
     */
    int initialPermissions(Accounts.Owner owner, int permissions, boolean directory) {
        return privileged && owner.equals(Accounts.Owner.ROOT)
                ? permissions & ORDINARY_BITS
                : directory ? OWN_DIRECTORY : OWN_FILE;
    }

    /**
     * Gives a new file or directory what it is to have. The owner comes first: changing it takes setuid, setgid and file
     * capabilities away.
     *
     * @param path of the same file
     * @return what the disk says of it when all is done
     */
    FileStat give(String path, FileHandle file, Accounts.Owner owner, int permissions, Map<String, byte[]> attributes)
            throws IOException {
        if (privileged && attributes.isEmpty()) {
            FileStat made = file.stat();
            boolean complete = made.uid() == owner.uid()
                    && made.gid() == owner.gid()
                    && made.permissions() == permissions
                    && !refused.containsKey(path);
            if (complete) {
                return made;
            }
        }
        setOwner(path, file, owner);
        setPermissions(path, file, permissions);
        for (Map.Entry<String, byte[]> attribute : attributes.entrySet()) {
            setAttribute(path, file, attribute.getKey(), attribute.getValue());
        }
        return file.stat();
    }

    void setOwner(String path, Accounts.Owner owner) throws IOException {
        setOwner(path, LinuxFiles.at(path), owner);
    }

    void setOwner(String path, FileHandle file, Accounts.Owner owner) throws IOException {
        if (privileged) {
            try {
                file.setOwner(owner.uid(), owner.gid());
                forgetOwner(path, file);
                return;
            } catch (LinuxException e) {
                // EINVAL: an id that this user namespace has no number for.
                if (e.errno() != EPERM && e.errno() != EINVAL) {
                    throw e;
                }
            }
        }
        FileStat onDisk = file.stat();
        boolean obvious = !privileged && owner.equals(Accounts.Owner.ROOT);
        remember(path, onDisk, known -> known.withOwner(obvious ? Optional.empty() : Optional.of(owner), onDisk));
    }

    void setPermissions(String path, int mode) throws IOException {
        setPermissions(path, LinuxFiles.at(path), mode);
    }

    private void setPermissions(String path, FileHandle file, int mode) throws IOException {
        if (privileged) {
            file.setPermissions(mode);
            return;
        }
        FileStat onDisk = file.stat();
        int possible = mode & ORDINARY_BITS | (onDisk.isDirectory() ? OWN_DIRECTORY : OWN_FILE);
        file.setPermissions(possible);
        OptionalInt differing = possible == mode ? OptionalInt.empty() : OptionalInt.of(mode);
        remember(path, onDisk, known -> known.withPermissions(differing));
    }

    void setAttribute(String path, String name, byte[] value) throws IOException {
        setAttribute(path, LinuxFiles.at(path), name, value);
    }

    void setAttribute(String path, FileHandle file, String name, byte[] value) throws IOException {
        try {
            file.setAttribute(name, value);
        } catch (LinuxException e) {
            if (e.errno() != EPERM && e.errno() != EOPNOTSUPP) {
                throw e;
            }
            // The label of another machine's policy, and what only the kernel's own privilege may write, is nobody's
            // loss.
            if (!name.equals("security.selinux") && !name.startsWith("trusted.")) {
                remember(path, file.stat(), known -> known.withAttribute(name, value));
            }
        }
    }

    /** Makes a device, a fifo or a socket that only its owner may use. */
    void makeNode(String path, FileType type, long deviceNumber) throws IOException {
        if (type == FileType.CHARACTER_DEVICE && deviceNumber == 0) {
            // No device has this number; overlayfs would take the file for the sign that another one is deleted.
            makeNodeBeside(path, type, deviceNumber);
            return;
        }
        try {
            LinuxFiles.makeNode(path, type.modeBits() | OWN_FILE, deviceNumber);
        } catch (LinuxException e) {
            if (e.errno() != EPERM) {
                throw e;
            }
            makeNodeBeside(path, type, deviceNumber);
        }
    }

    private void makeNodeBeside(String path, FileType type, long deviceNumber) throws IOException {
        LinuxFiles.create(path, OWN_FILE).close();
        RefusedAttributes.Node node = new RefusedAttributes.Node(type, deviceNumber);
        remember(path, LinuxFiles.lstat(path), known -> known.withNode(node));
    }

    void hardLink(String existing, String path) throws IOException {
        LinuxFiles.hardLink(existing, path);
        RefusedAttributes known = refused.get(existing);
        if (known != null) {
            refused.put(path, known);
        }
    }

    /** Moves a file, but not a directory, here from another root of the same file system; what is there is replaced. */
    void take(RootFiles other, String from, String to) throws IOException {
        LinuxFiles.rename(from, to);
        refused.remove(to);
        RefusedAttributes known = other.refused.remove(from);
        if (known != null) {
            refused.put(to, known);
        }
    }

    void unlink(String path) throws IOException {
        LinuxFiles.unlink(path);
        refused.remove(path);
    }

    void deleteTree(String path) throws IOException {
        LinuxFiles.deleteTree(path);
        if (!refused.isEmpty()) {
            refused.remove(path);
            refused.subMap(path + "/", path + "0").clear();
        }
    }

    private void forgetOwner(String path, FileHandle file) throws IOException {
        if (!refused.isEmpty() && refused.containsKey(path)) {
            FileStat onDisk = file.stat();
            remember(path, onDisk, known -> known.withOwner(Optional.empty(), onDisk));
        }
    }

    private void remember(String path, FileStat onDisk, UnaryOperator<RefusedAttributes> change) {
        RefusedAttributes known = refused.get(path);
        boolean fits = known != null && known.inode() == onDisk.inode();
        put(path, change.apply(fits ? known : RefusedAttributes.ofNothing(onDisk)));
    }

    private void put(String path, RefusedAttributes known) {
        if (known.isEmpty()) {
            refused.remove(path);
        } else {
            refused.put(path, known);
        }
    }
}
