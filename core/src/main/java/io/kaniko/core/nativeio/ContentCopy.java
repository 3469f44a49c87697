package io.kaniko.core.nativeio;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** Copies the content of a file to another, within the kernel where the file systems allow it. */
final class ContentCopy {

    private static final long AT_ONCE = 1L << 30;
    private static final int BUFFER = 256 << 10;

    private ContentCopy() {}

    static long copy(String from, String to, int mode) throws IOException {
        try (NativePath source = new NativePath(from);
                NativePath target = new NativePath(to)) {
            int in = source.open(Kernel.O_RDONLY | Kernel.O_NONBLOCK, 0);
            try {
                int out = target.open(Kernel.O_WRONLY | Kernel.O_CREAT | Kernel.O_TRUNC, 0600);
                try {
                    target.check(SystemCall.FCHMOD, target.call(SystemCall.FCHMOD, out, mode & 07777, 0, 0, 0));
                    return copy(source, in, target, out);
                } finally {
                    Kernel.close(target.state(), out);
                }
            } finally {
                Kernel.close(source.state(), in);
            }
        }
    }

    private static long copy(NativePath source, int in, NativePath target, int out) throws IOException {
        long total = 0;
        while (true) {
            long answer = Kernel.call(target.state(), SystemCall.COPY_FILE_RANGE, in, 0, out, 0, AT_ONCE, 0);
            if (answer > 0) {
                total += answer;
            } else if (answer == 0 && total > 0) {
                return total;
            } else if (answer == 0 || refuses((int) -answer)) {
                // 0 at the start: an empty file, or one of /proc whose size says nothing.
                return total + readAndWrite(source, in, target, out);
            } else {
                throw target.failure(SystemCall.COPY_FILE_RANGE, answer);
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

    private static long readAndWrite(NativePath source, int in, NativePath target, int out) throws FileSystemException {
        long buffer = target.allocate(BUFFER).address();
        long total = 0;
        while (true) {
            long count = source.check(SystemCall.READ, source.call(SystemCall.READ, in, buffer, BUFFER, 0, 0));
            if (count == 0) {
                return total;
            }
            for (long done = 0; done < count; ) {
                done += target.check(
                        SystemCall.WRITE, target.call(SystemCall.WRITE, out, buffer + done, count - done, 0, 0));
            }
            total += count;
        }
    }
}
