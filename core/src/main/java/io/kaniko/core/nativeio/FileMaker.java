package io.kaniko.core.nativeio;

import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileSystemException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes many files, in one directory after another. The directory stays open, a file is filled and finished by its
 * descriptor, and the native memory is allocated once: a small file costs five system calls, none of which walks a long
 * path, where the methods of {@link LinuxFiles} need twelve that do.
 *
 * <p>The open directory is known by its path. Who removes or renames it, or one above it, calls {@link #leave()}.
 *
 * <p>Errors are those of {@link LinuxFiles}; a name that is taken is a
 * {@link java.nio.file.FileAlreadyExistsException}. Of one thread at a time. Closing gives memory and descriptor back;
 * afterwards it may be used again.
 */
public final class FileMaker implements AutoCloseable {

    /** Content is written in pieces of at most this many bytes. */
    public static final int CONTENT_SIZE = 128 << 10;

    private static final int FACTS = 0;
    private static final int TIMES = FACTS + Statx.SIZE;
    private static final int EMPTY_NAME = TIMES + 32;
    private static final int NAME = EMPTY_NAME + 8;
    /** Names are far shorter; a link's target may take a page. */
    private static final int TEXT_SIZE = 4104;

    private static final int LINK_TARGET = NAME + TEXT_SIZE;
    private static final int CONTENT = LINK_TARGET + TEXT_SIZE;

    private @Nullable NativeBuffer buffer;
    private @Nullable String directory;
    private int directoryDescriptor = -1;

    /**
     * Goes to a directory, which must be one and no link; where it is already, this costs nothing.
     *
     * @param path absolute
     */
    public void enter(String path) throws IOException {
        if (path.equals(directory)) {
            return;
        }
        leave();
        try (NativePath target = new NativePath(path)) {
            directoryDescriptor = target.open(Kernel.O_PATH | Kernel.O_DIRECTORY, 0);
            directory = path;
            if (buffer == null) {
                buffer = new NativeBuffer(target.state(), CONTENT + CONTENT_SIZE);
            }
        }
    }

    /** Forgets the directory: its path may lead elsewhere from now on. */
    public void leave() {
        if (directory != null) {
            Kernel.close(buffer().state(), directoryDescriptor);
            directory = null;
        }
    }

    @Override
    public void close() {
        leave();
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }

    /**
     * Makes a file that is not there yet, in the present directory.
     *
     * @param mode what the process's umask takes from it is missing at first
     */
    public NewFile makeFile(String name, int mode) throws IOException {
        putText(NAME, name, name);
        int flags = Kernel.O_WRONLY | Kernel.O_CREAT | Kernel.O_EXCL | Kernel.O_NOFOLLOW | Kernel.O_CLOEXEC;
        long answer = callNamed(SystemCall.OPENAT, flags, mode & 07777, 0);
        return new NewFile(name, (int) check(SystemCall.OPENAT, name, answer));
    }

    /**
     * Makes a directory in the present one.
     *
     * @param mode what the process's umask takes from it is missing at first
     * @return usable until another directory is entered
     */
    public FileHandle makeDirectory(String name, int mode) throws IOException {
        putText(NAME, name, name);
        check(SystemCall.MKDIRAT, name, callNamed(SystemCall.MKDIRAT, mode & 07777, 0, 0));
        return new NamedFile(name);
    }

    /**
     * Makes a symbolic link in the present directory.
     *
     * @return usable until another directory is entered
     */
    public FileHandle makeLink(String name, String target) throws IOException {
        putText(NAME, name, name);
        putText(LINK_TARGET, target, name);
        long answer = Kernel.call(
                buffer().state(),
                SystemCall.SYMLINKAT,
                buffer().address(LINK_TARGET),
                directoryDescriptor,
                buffer().address(NAME));
        check(SystemCall.SYMLINKAT, name, answer);
        return new NamedFile(name);
    }

    private NativeBuffer buffer() {
        if (buffer == null || directory == null) {
            throw new IllegalStateException("no directory was entered");
        }
        return buffer;
    }

    private void putText(int offset, String text, String name) throws FileSystemException {
        byte[] bytes = PathBytes.encode(text);
        if (bytes.length >= TEXT_SIZE) {
            throw LinuxException.of("making a file", pathOf(name), Errno.ENAMETOOLONG);
        }
        for (byte b : bytes) {
            if (b == 0) {
                throw new FileSystemException(pathOf(name), null, "a path cannot hold a NUL byte");
            }
        }
        buffer().put(offset, bytes, 0, bytes.length);
        buffer().put(offset + bytes.length, (byte) 0);
    }

    /** A call whose first two arguments are the directory and the name that was put last. */
    private long callNamed(SystemCall call, long c, long d, long e) {
        return Kernel.call(buffer().state(), call, directoryDescriptor, buffer().address(NAME), c, d, e);
    }

    private long check(SystemCall call, String name, long answer) throws FileSystemException {
        if (answer < 0) {
            throw LinuxException.of(call.toString(), pathOf(name), (int) -answer);
        }
        return answer;
    }

    private String pathOf(String name) {
        return directory + "/" + name;
    }

    private long putTimes(long seconds, int nanos) {
        MemorySegment times = buffer().part(TIMES, 32);
        for (int i = 0; i < 32; i += 16) {
            times.set(ValueLayout.JAVA_LONG, i, seconds);
            times.set(ValueLayout.JAVA_LONG, i + 8L, nanos);
        }
        return times.address();
    }

    private FileStat stat(String name, int descriptor, int text, int flags) throws FileSystemException {
        MemorySegment facts = buffer().part(FACTS, Statx.SIZE);
        check(SystemCall.STATX, name, Statx.read(buffer().state(), descriptor, buffer().address(text), flags, facts));
        return Statx.value(facts);
    }

    /** A file that was made a moment ago and is open for writing. Close it before the next one is made. */
    public final class NewFile implements FileHandle, AutoCloseable {

        private final String name;
        private final int descriptor;

        private NewFile(String name, int descriptor) {
            this.name = name;
            this.descriptor = descriptor;
        }

        /** Appends to the content. */
        public void write(byte[] from, int start, int length) throws IOException {
            Objects.checkFromIndexSize(start, length, from.length);
            for (int done = 0; done < length; ) {
                int count = Math.min(length - done, CONTENT_SIZE);
                buffer().put(CONTENT, from, start + done, count);
                for (int written = 0; written < count; ) {
                    written += (int) check(
                            SystemCall.WRITE,
                            call(SystemCall.WRITE, buffer().address(CONTENT + written), count - written));
                }
                done += count;
            }
        }

        /**
         * Appends the content of another file, within the kernel where that is possible and worth it.
         *
         * @param size bytes that it probably has
         * @return bytes that it had
         */
        public long copyContentOf(String source, long size) throws IOException {
            try (NativePath from = new NativePath(source)) {
                int in = from.open(Kernel.O_RDONLY | Kernel.O_NONBLOCK, 0);
                try {
                    ContentCopy copy = new ContentCopy(source, in, pathOf(name), descriptor, buffer().state());
                    MemorySegment piece = buffer().part(CONTENT, CONTENT_SIZE);
                    return size < CONTENT_SIZE ? copy.readAndWrite(piece) : copy.withinKernel(piece);
                } finally {
                    Kernel.close(from.state(), in);
                }
            }
        }

        @Override
        public FileStat stat() throws IOException {
            return FileMaker.this.stat(name, descriptor, EMPTY_NAME, Kernel.AT_EMPTY_PATH);
        }

        @Override
        public void setOwner(int uid, int gid) throws IOException {
            check(SystemCall.FCHOWN, call(SystemCall.FCHOWN, uid, gid));
        }

        @Override
        public void setPermissions(int mode) throws IOException {
            check(SystemCall.FCHMOD, call(SystemCall.FCHMOD, mode & 07777, 0));
        }

        @Override
        public void setAttribute(String attribute, byte[] value) throws IOException {
            Attributes.set(descriptor, pathOf(name), attribute, value);
        }

        @Override
        public void setModified(long seconds, int nanos) throws IOException {
            // Without a name, utimensat means the descriptor itself.
            check(SystemCall.UTIMENSAT, call(SystemCall.UTIMENSAT, 0, putTimes(seconds, nanos)));
        }

        private long call(SystemCall call, long b, long c) {
            return Kernel.call(buffer().state(), call, descriptor, b, c);
        }

        private long check(SystemCall call, long answer) throws FileSystemException {
            return FileMaker.this.check(call, name, answer);
        }

        @Override
        public void close() throws IOException {
            // Some file systems tell only now that a write has failed.
            check(SystemCall.CLOSE, call(SystemCall.CLOSE, 0, 0));
        }
    }

    /** A directory or link that was made a moment ago, by its name in the present directory. */
    private final class NamedFile implements FileHandle {

        private final String name;

        NamedFile(String name) {
            this.name = name;
        }

        @Override
        public FileStat stat() throws IOException {
            putText(NAME, name, name);
            return FileMaker.this.stat(name, directoryDescriptor, NAME, 0);
        }

        @Override
        public void setOwner(int uid, int gid) throws IOException {
            call(SystemCall.FCHOWNAT, uid, gid, Kernel.AT_SYMLINK_NOFOLLOW);
        }

        @Override
        public void setPermissions(int mode) throws IOException {
            call(SystemCall.FCHMODAT, mode & 07777, 0, 0);
        }

        @Override
        public void setAttribute(String attribute, byte[] value) throws IOException {
            Attributes.set(pathOf(name), attribute, value);
        }

        @Override
        public void setModified(long seconds, int nanos) throws IOException {
            call(SystemCall.UTIMENSAT, putTimes(seconds, nanos), Kernel.AT_SYMLINK_NOFOLLOW, 0);
        }

        private void call(SystemCall call, long c, long d, long e) throws FileSystemException {
            putText(NAME, name, name);
            check(call, name, callNamed(call, c, d, e));
        }
    }
}
