package io.kaniko.core.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileSystemException;

/**
 * Reads the names of directories with {@code getdents64(2)} into one buffer that serves directory after directory. Of
 * one thread.
 */
final class DirectoryReader implements AutoCloseable {

    /** A directory entry is at least 24 bytes long, so that this holds about a thousand usual names. */
    private static final int BUFFER = 32 << 10;

    private static final int RECORD_LENGTH = 16;
    private static final int TYPE = 18;
    private static final int NAME = 19;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment state = arena.allocate(Kernel.STATE);
    private final MemorySegment facts = arena.allocate(Statx.SIZE, 8);
    private final MemorySegment entries = arena.allocate(BUFFER, 8);
    private final MemorySegment emptyName = arena.allocate(1);

    private int descriptor = -1;
    private String path = "";
    private int position;
    private int limit;
    private int name;

    /** Starts a directory; the one before is closed. Errors are those of {@code openat}. */
    void open(int base, byte[] relative, String path) throws IOException {
        long answer = tryOpen(base, relative, path);
        if (answer < 0) {
            throw LinuxException.of("openat", path, (int) -answer);
        }
    }

    /** As {@link #open}, but an error is a negative number. */
    long tryOpen(int base, byte[] relative, String path) throws IOException {
        closeDirectory();
        try (NativePath target = new NativePath(base, relative, path)) {
            long answer = target.tryOpen(Kernel.O_RDONLY | Kernel.O_DIRECTORY | Kernel.O_NONBLOCK, 0);
            if (answer >= 0) {
                this.descriptor = (int) answer;
                this.path = path;
                this.position = 0;
                this.limit = 0;
            }
            return answer;
        }
    }

    /** Moves to the next entry; {@code .} and {@code ..} are left out. */
    boolean next() throws FileSystemException {
        while (true) {
            if (position == limit) {
                long answer =
                        Kernel.call(state, SystemCall.GETDENTS64, descriptor, entries.address(), entries.byteSize());
                if (answer < 0) {
                    throw LinuxException.of("getdents64", path, (int) -answer);
                }
                if (answer == 0) {
                    return false;
                }
                position = 0;
                limit = (int) answer;
            }
            name = position + NAME;
            position += entries.get(ValueLayout.JAVA_SHORT, position + RECORD_LENGTH) & 0xFFFF;
            if (!isDots()) {
                return true;
            }
        }
    }

    private boolean isDots() {
        if (at(name) != '.') {
            return false;
        }
        int second = at(name + 1);
        return second == 0 || second == '.' && at(name + 2) == 0;
    }

    private byte at(int offset) {
        return entries.get(ValueLayout.JAVA_BYTE, offset);
    }

    /** The name of the entry, zero-terminated in native memory until {@link #next}. */
    long nameAddress() {
        return entries.address() + name;
    }

    int nameLength() {
        int end = name;
        while (at(end) != 0) {
            end++;
        }
        return end - name;
    }

    void copyName(byte[] into, int start, int length) {
        MemorySegment.copy(entries, ValueLayout.JAVA_BYTE, name, into, start, length);
    }

    byte[] nameBytes() {
        byte[] bytes = new byte[nameLength()];
        copyName(bytes, 0, bytes.length);
        return bytes;
    }

    /** The entry's type as {@code d_type} has it; 0 where the file system does not tell. */
    int entryType() {
        return at(name - NAME + TYPE);
    }

    /** Reads the entry's facts; 0 or a negative error number. */
    long stat() {
        return Statx.read(state, descriptor, nameAddress(), 0, facts);
    }

    /** Reads the facts of the open directory itself. */
    void statDirectory() throws FileSystemException {
        long answer = Statx.read(state, descriptor, emptyName.address(), Kernel.AT_EMPTY_PATH, facts);
        if (answer < 0) {
            throw LinuxException.of("statx", path, (int) -answer);
        }
    }

    MemorySegment facts() {
        return facts;
    }

    MemorySegment state() {
        return state;
    }

    int descriptor() {
        return descriptor;
    }

    private void closeDirectory() {
        if (descriptor >= 0) {
            Kernel.close(state, descriptor);
            descriptor = -1;
        }
    }

    @Override
    public void close() {
        closeDirectory();
        arena.close();
    }
}
