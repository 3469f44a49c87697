package io.kaniko.core.nativeio;

import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What Linux can do with files. Every path is an absolute path of the host, as text with bytes escaped
 * ({@link PathBytes}); it may be longer than the kernel takes at once. A final link is never followed, links on the way
 * are: who works below a root that others filled resolves them first.
 *
 * <p>Who makes a file whole sets owner, permissions, attributes and times in this order: a change of owner drops
 * setuid bits and capabilities, every change of content moves the time.
 *
 * <p>All methods throw {@link java.nio.file.NoSuchFileException}, {@link java.nio.file.FileAlreadyExistsException} or
 * {@link LinuxException}, which name the call and the path.
 */
public final class LinuxFiles {

    private LinuxFiles() {}

    /** The facts about a file. */
    public static FileStat lstat(String path) throws IOException {
        try (NativePath target = new NativePath(path)) {
            target.check(SystemCall.STATX, target.stat());
            return Statx.value(target.facts());
        }
    }

    /** The facts about a file; empty where there is none, or where a parent is none or no directory. */
    public static Optional<FileStat> find(String path) throws IOException {
        NativePath opened;
        try {
            opened = new NativePath(path);
        } catch (IOException e) {
            if (isMissing(e)) {
                return Optional.empty();
            }
            throw e;
        }
        try (NativePath target = opened) {
            long answer = target.stat();
            if (answer == -Errno.ENOENT || answer == -Errno.ENOTDIR) {
                return Optional.empty();
            }
            target.check(SystemCall.STATX, answer);
            return Optional.of(Statx.value(target.facts()));
        }
    }

    private static boolean isMissing(IOException e) {
        return e instanceof NoSuchFileException || e instanceof LinuxException linux && linux.errno() == Errno.ENOTDIR;
    }

    /** The file at a path, which is looked up anew for each question. */
    public static FileHandle at(String path) {
        return new PathHandle(path);
    }

    /** The names in a directory, sorted. */
    public static List<String> list(String directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryReader reader = new DirectoryReader()) {
            reader.open(Kernel.AT_FDCWD, PathBytes.encode(directory), directory);
            while (reader.next()) {
                names.add(PathBytes.decode(reader.nameBytes()));
            }
        }
        Collections.sort(names);
        return names;
    }

    /**
     * The facts about what is in a directory, sorted by name.
     *
     * @param wanted told a name; what it declines is not asked for
     */
    public static SortedMap<String, FileStat> children(String directory, Predicate<String> wanted) throws IOException {
        SortedMap<String, FileStat> children = new TreeMap<>();
        try (DirectoryReader reader = new DirectoryReader()) {
            reader.open(Kernel.AT_FDCWD, PathBytes.encode(directory), directory);
            while (reader.next()) {
                String name = PathBytes.decode(reader.nameBytes());
                if (wanted.test(name)) {
                    long answer = reader.stat();
                    if (answer < 0) {
                        throw LinuxException.of(SystemCall.STATX.toString(), directory + "/" + name, (int) -answer);
                    }
                    children.put(name, Statx.value(reader.facts()));
                }
            }
        }
        return children;
    }

    /** The target of a symbolic link. */
    public static String readLink(String path) throws IOException {
        try (NativePath target = new NativePath(path)) {
            // The kernel stores no target longer than a page.
            MemorySegment text = target.allocate(4097);
            long size = target.check(
                    SystemCall.READLINKAT, target.callHere(SystemCall.READLINKAT, text.address(), text.byteSize(), 0));
            return PathBytes.decode(text.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    /** Makes a directory with exactly these permissions, whatever the umask. */
    public static void makeDirectory(String path, int mode) throws IOException {
        try (NativePath target = new NativePath(path)) {
            target.check(SystemCall.MKDIRAT, target.callHere(SystemCall.MKDIRAT, mode & 07777, 0, 0));
            target.check(SystemCall.FCHMODAT, target.callHere(SystemCall.FCHMODAT, mode & 07777, 0, 0));
        }
    }

    /** Makes a symbolic link. */
    public static void makeLink(String text, String path) throws IOException {
        try (NativePath target = new NativePath(path)) {
            long from = target.allocate(PathBytes.encode(text)).address();
            target.check(
                    SystemCall.SYMLINKAT,
                    target.call(SystemCall.SYMLINKAT, from, target.directory(), target.name(), 0, 0));
        }
    }

    /** Gives an existing file a second name; an existing link is itself linked. */
    public static void hardLink(String existing, String path) throws IOException {
        try (NativePath source = new NativePath(existing);
                NativePath target = new NativePath(path)) {
            target.check(
                    SystemCall.LINKAT,
                    target.call(
                            SystemCall.LINKAT,
                            source.directory(),
                            source.name(),
                            target.directory(),
                            target.name(),
                            0));
        }
    }

    /**
     * Makes a device, a fifo or a socket with exactly these permissions, whatever the umask.
     *
     * @param modeWithType as in {@code st_mode}
     * @param deviceNumber as in {@code st_rdev}, 0 for a fifo
     */
    public static void makeNode(String path, int modeWithType, long deviceNumber) throws IOException {
        try (NativePath target = new NativePath(path)) {
            target.check(
                    SystemCall.MKNODAT,
                    target.callHere(SystemCall.MKNODAT, modeWithType, deviceNumber & 0xFFFF_FFFFL, 0));
            target.check(SystemCall.FCHMODAT, target.callHere(SystemCall.FCHMODAT, modeWithType & 07777, 0, 0));
        }
    }

    /** Removes a file that is no directory. */
    public static void unlink(String path) throws IOException {
        try (NativePath target = new NativePath(path)) {
            target.check(SystemCall.UNLINKAT, target.callHere(SystemCall.UNLINKAT, 0, 0, 0));
        }
    }

    /** Removes an empty directory. */
    public static void removeDirectory(String path) throws IOException {
        try (NativePath target = new NativePath(path)) {
            target.check(SystemCall.UNLINKAT, target.callHere(SystemCall.UNLINKAT, Kernel.AT_REMOVEDIR, 0, 0));
        }
    }

    /**
     * Removes a file, or a directory with everything below it; a path that does not exist is fine. Never follows a link
     * and never enters a mount point.
     *
     * @throws IOException when something is left; everything that could be removed is gone by then
     */
    public static void deleteTree(String path) throws IOException {
        TreeDeletion.delete(path);
    }

    /** Renames within one file system; an existing target that is no directory is replaced. */
    public static void rename(String from, String to) throws IOException {
        try (NativePath source = new NativePath(from);
                NativePath target = new NativePath(to)) {
            long answer = target.call(
                    SystemCall.RENAMEAT2, source.directory(), source.name(), target.directory(), target.name(), 0);
            if (answer < 0) {
                throw LinuxException.of("rename to " + to, from, (int) -answer);
            }
        }
    }

    /** Sets the lower twelve bits of the mode; a link has none to set, which is an error. */
    public static void setPermissions(String path, int mode) throws IOException {
        try (NativePath target = new NativePath(path)) {
            // fchmodat follows links, and fchmodat2 is as new as Linux 6.6.
            target.check(SystemCall.STATX, target.stat());
            if (Statx.value(target.facts()).isSymbolicLink()) {
                throw LinuxException.of("fchmodat", path, Errno.EOPNOTSUPP);
            }
            target.check(SystemCall.FCHMODAT, target.callHere(SystemCall.FCHMODAT, mode & 07777, 0, 0));
        }
    }

    /** Sets owner and group, of a link itself; -1 keeps one. Drops setuid bits and capabilities of a file. */
    public static void setOwner(String path, int uid, int gid) throws IOException {
        try (NativePath target = new NativePath(path)) {
            target.check(
                    SystemCall.FCHOWNAT,
                    Kernel.call(
                            target.state(),
                            SystemCall.FCHOWNAT,
                            target.directory(),
                            target.name(),
                            uid,
                            gid,
                            Kernel.AT_SYMLINK_NOFOLLOW));
        }
    }

    /** Sets the time of the last change, of a link itself, and the time of the last access to the same. */
    public static void setModified(String path, long seconds, int nanos) throws IOException {
        try (NativePath target = new NativePath(path)) {
            MemorySegment times = target.allocate(32);
            for (int i = 0; i < 32; i += 16) {
                times.set(ValueLayout.JAVA_LONG, i, seconds);
                times.set(ValueLayout.JAVA_LONG, i + 8L, nanos);
            }
            target.check(
                    SystemCall.UTIMENSAT,
                    target.callHere(SystemCall.UTIMENSAT, times.address(), Kernel.AT_SYMLINK_NOFOLLOW, 0));
        }
    }

    /** The extended attributes, sorted by name; none where the file system knows none. */
    public static SortedMap<String, byte[]> attributes(String path) throws IOException {
        return Attributes.read(path);
    }

    /** Sets an extended attribute. */
    public static void setAttribute(String path, String name, byte[] value) throws IOException {
        Attributes.set(path, name, value);
    }

    /**
     * Opens a regular file for reading, through a buffer of its own. (A fifo without a writer is at its end at once.)
     */
    public static InputStream read(String path) throws IOException {
        return FileInput.open(path);
    }

    /** Makes a file that is not there yet, with exactly these permissions, whatever the umask. Buffered. */
    public static OutputStream create(String path, int mode) throws IOException {
        return FileOutput.create(path, mode);
    }

    /**
     * Copies the content of a file, and nothing else of it, within the kernel where that is possible. An existing
     * target is emptied first; it gets the permissions in any case.
     *
     * @return the number of bytes
     */
    public static long copyContent(String from, String to, int mode) throws IOException {
        return ContentCopy.copy(from, to, mode);
    }
}
