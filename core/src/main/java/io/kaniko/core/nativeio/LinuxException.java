package io.kaniko.core.nativeio;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** A system call about a file failed. The message names the call, the path and the kernel's reason. */
public final class LinuxException extends FileSystemException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    private LinuxException(String call, String path, int errno) {
        super(path, null, reason(call, errno));
        this.errno = errno;
    }

    /** The error number of Linux: 28 for "No space left on device". */
    public int errno() {
        return errno;
    }

    /** The exception for an error number: one of the JDK's where a caller may want to tell it by type. */
    static FileSystemException of(String call, String path, int errno) {
        return switch (errno) {
            case Errno.ENOENT -> new NoSuchFileException(path, null, reason(call, errno));
            case Errno.EEXIST -> new FileAlreadyExistsException(path, null, reason(call, errno));
            default -> new LinuxException(call, path, errno);
        };
    }

    private static String reason(String call, int errno) {
        return call + ": " + Errno.text(errno);
    }
}
