package io.kaniko.core.nativeio;

import java.util.Locale;

/**
 * The system calls that this room makes about files, with their numbers. They go through {@code syscall(2)} and not through the
 * C library's functions because one linked function then serves all of them: the first link of a JVM costs 100 ms,
 * each further one 2 ms, and some of the functions are missing in older C libraries.
 */
enum SystemCall {
    OPENAT(257, 56),
    CLOSE(3, 57),
    READ(0, 63),
    WRITE(1, 64),
    MMAP(9, 222),
    MUNMAP(11, 215),
    GETDENTS64(217, 61),
    STATX(332, 291),
    READLINKAT(267, 78),
    MKDIRAT(258, 34),
    SYMLINKAT(266, 36),
    LINKAT(265, 37),
    MKNODAT(259, 33),
    UNLINKAT(263, 35),
    RENAMEAT2(316, 276),
    FCHMOD(91, 52),
    FCHMODAT(268, 53),
    FCHOWNAT(260, 54),
    UTIMENSAT(280, 88),
    LLISTXATTR(195, 12),
    LGETXATTR(192, 9),
    LSETXATTR(189, 6),
    COPY_FILE_RANGE(326, 285);

    private final int number;

    SystemCall(int onX86, int onArm) {
        this.number =
                switch (System.getProperty("os.arch")) {
                    case "amd64", "x86_64" -> onX86;
                    case "aarch64" -> onArm;
                    default ->
                        throw new IllegalStateException("system calls are known for x86_64 and aarch64 only, this is "
                                + System.getProperty("os.arch"));
                };
    }

    int number() {
        return number;
    }

    /** The name as in the manual pages. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
