package io.kaniko.core.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;

/**
 * A path made ready for system calls: its bytes in native memory, a place for the error number, some scratch memory,
 * and, for a path longer than the kernel takes, a descriptor of a directory on the way, to which {@link #name()} is
 * relative.
 */
final class NativePath implements AutoCloseable {

    /** Somewhat below PATH_MAX (4096), which counts the final zero. */
    private static final int LONGEST = 4000;

    private static final int STATE_SIZE = 16;

    private final String path;
    private final Arena arena;
    private final MemorySegment state;
    private final MemorySegment facts;
    private final MemorySegment text;
    private final int base;
    private int directory;

    NativePath(String path) throws IOException {
        this(Kernel.AT_FDCWD, PathBytes.encode(path), path);
    }

    /**
     * @param base the directory that a relative path starts from; stays the caller's
     * @param bytes the path; final slashes are dropped, for they would make the kernel follow a link
     * @param path for messages
     */
    NativePath(int base, byte[] bytes, String path) throws IOException {
        int length = bytes.length;
        while (length > 1 && bytes[length - 1] == '/') {
            length--;
        }
        for (byte b : bytes) {
            if (b == 0) {
                throw new FileSystemException(path, null, "a path cannot hold a NUL byte");
            }
        }
        int textSize = Math.min(length, LONGEST) + 1;
        this.path = path;
        this.base = base;
        this.directory = base;
        this.arena = Arena.ofConfined();
        MemorySegment memory = arena.allocate((long) STATE_SIZE + Statx.SIZE + textSize, 8);
        this.state = memory.asSlice(0, STATE_SIZE);
        this.facts = memory.asSlice(STATE_SIZE, Statx.SIZE);
        this.text = memory.asSlice(STATE_SIZE + Statx.SIZE);
        try {
            int start = 0;
            while (length - start > LONGEST) {
                start = descend(bytes, start, length);
            }
            put(bytes, start, length);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Opens as much of the rest as the kernel takes at once, but never its last name; returns where to go on. */
    private int descend(byte[] bytes, int start, int length) throws IOException {
        int end = start + LONGEST;
        while (end > start && bytes[end] != '/') {
            end--;
        }
        if (end == start) {
            throw LinuxException.of("openat", path, Errno.ENAMETOOLONG);
        }
        put(bytes, start, end);
        long next = call(
                SystemCall.OPENAT, directory, name(), Kernel.O_RDONLY | Kernel.O_DIRECTORY | Kernel.O_CLOEXEC, 0, 0);
        closeDirectory();
        directory = (int) check(SystemCall.OPENAT, next);
        while (end < length && bytes[end] == '/') {
            end++;
        }
        return end;
    }

    private void put(byte[] bytes, int start, int end) {
        MemorySegment.copy(bytes, start, text, ValueLayout.JAVA_BYTE, 0, end - start);
        text.set(ValueLayout.JAVA_BYTE, end - start, (byte) 0);
    }

    /** The descriptor to give to a call of the {@code *at} family. */
    int directory() {
        return directory;
    }

    /** The address of the zero-terminated name to give to such a call. */
    long name() {
        return text.address();
    }

    MemorySegment state() {
        return state;
    }

    /** The memory that {@link #stat} fills. */
    MemorySegment facts() {
        return facts;
    }

    /** More memory, released with this path. */
    MemorySegment allocate(long bytes) {
        return arena.allocate(bytes, 8);
    }

    MemorySegment allocate(byte[] zeroTerminated) {
        MemorySegment memory = arena.allocate(zeroTerminated.length + 1L);
        MemorySegment.copy(zeroTerminated, 0, memory, ValueLayout.JAVA_BYTE, 0, zeroTerminated.length);
        return memory;
    }

    /**
     * An address of the whole name, for the calls that take no directory descriptor. A long path goes through
     * {@code /proc/self/fd}.
     */
    long nameWithoutDirectory() {
        if (directory == base && base == Kernel.AT_FDCWD) {
            return name();
        }
        String name = text.getString(0, StandardCharsets.ISO_8859_1);
        byte[] whole = ("/proc/self/fd/" + directory + "/" + name).getBytes(StandardCharsets.ISO_8859_1);
        return allocate(whole).address();
    }

    /** Reads the facts of the file itself; 0 or a negative error number. */
    long stat() {
        return Statx.read(state, directory, name(), 0, facts);
    }

    long call(SystemCall call, long a, long b, long c, long d, long e) {
        return Kernel.call(state, call, a, b, c, d, e);
    }

    /** A call whose first two arguments are this path. */
    long callHere(SystemCall call, long c, long d, long e) {
        return Kernel.call(state, call, directory, name(), c, d, e);
    }

    /** Passes a good answer on and throws for a bad one. */
    long check(SystemCall call, long answer) throws FileSystemException {
        if (answer < 0) {
            throw failure(call, answer);
        }
        return answer;
    }

    FileSystemException failure(SystemCall call, long answer) {
        return LinuxException.of(call.toString(), path, (int) -answer);
    }

    /** Opens the file, which must not be a link. */
    int open(int flags, int mode) throws FileSystemException {
        return (int) check(SystemCall.OPENAT, tryOpen(flags, mode));
    }

    /** As {@link #open}, but an error is a negative number. */
    long tryOpen(int flags, int mode) {
        return callHere(SystemCall.OPENAT, flags | Kernel.O_NOFOLLOW | Kernel.O_CLOEXEC, mode, 0);
    }

    private void closeDirectory() {
        if (directory != base) {
            Kernel.close(state, directory);
            directory = base;
        }
    }

    @Override
    public void close() {
        closeDirectory();
        arena.close();
    }
}
