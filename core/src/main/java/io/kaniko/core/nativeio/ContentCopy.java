package io.kaniko.core.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;

/** Copies the content of an open file to another, within the kernel where the file systems allow it. */
final class ContentCopy {

    private static final long AT_ONCE = 1L << 30;
    private static final int BUFFER = 256 << 10;

    private final String from;
    private final int in;
    private final String to;
    private final int out;
    private final MemorySegment state;

    /**
     * @param from for messages, as {@code to}
     * @param state memory for the error number of calls
     */
    ContentCopy(String from, int in, String to, int out, MemorySegment state) {
        this.from = from;
        this.in = in;
        this.to = to;
        this.out = out;
        this.state = state;
    }

    static long copy(String from, String to, int mode) throws IOException {
        try (NativePath source = new NativePath(from);
                NativePath target = new NativePath(to);
                Arena arena = Arena.ofConfined()) {
            int in = source.open(Kernel.O_RDONLY | Kernel.O_NONBLOCK, 0);
            try {
                int out = target.open(Kernel.O_WRONLY | Kernel.O_CREAT | Kernel.O_TRUNC, 0600);
                try {
                    target.check(SystemCall.FCHMOD, target.call(SystemCall.FCHMOD, out, mode & 07777, 0, 0, 0));
                    return new ContentCopy(from, in, to, out, target.state()).withinKernel(arena.allocate(BUFFER));
                } finally {
                    Kernel.close(target.state(), out);
                }
            } finally {
                Kernel.close(source.state(), in);
            }
        }
    }

    /**
     * Copies to the end and says how many bytes it was.
     *
     * @param buffer for files between which the kernel does not copy
     */
    long withinKernel(MemorySegment buffer) throws FileSystemException {
        long total = 0;
        while (true) {
            long answer = Kernel.call(state, SystemCall.COPY_FILE_RANGE, in, 0, out, 0, AT_ONCE, 0);
            if (answer > 0) {
                total += answer;
            } else if (answer == 0 && total > 0) {
                return total;
            } else if (answer == 0 || refuses((int) -answer)) {
                // 0 at the start: an empty file, or one of /proc whose size says nothing.
                return total + readAndWrite(buffer);
            } else {
                throw LinuxException.of(SystemCall.COPY_FILE_RANGE.toString(), to, (int) -answer);
            }
        }
    }

    /** The errors that mean "not between these two files". */
    private static boolean refuses(int errno) {
        return errno == Errno.EXDEV
                || errno == Errno.EINVAL
                || errno == Errno.ENOSYS
                || errno == Errno.EOPNOTSUPP
                || errno == Errno.EPERM;
    }

    /** Copies to the end through a buffer and says how many bytes it was; for small files this is the fastest. */
    long readAndWrite(MemorySegment buffer) throws FileSystemException {
        long total = 0;
        while (true) {
            long count = check(SystemCall.READ, from, in, buffer.address(), buffer.byteSize());
            if (count == 0) {
                return total;
            }
            for (long done = 0; done < count; ) {
                done += check(SystemCall.WRITE, to, out, buffer.address() + done, count - done);
            }
            total += count;
        }
    }

    private long check(SystemCall call, String path, int descriptor, long address, long size)
            throws FileSystemException {
        long answer = Kernel.call(state, call, descriptor, address, size);
        if (answer < 0) {
            throw LinuxException.of(call.toString(), path, (int) -answer);
        }
        return answer;
    }
}
