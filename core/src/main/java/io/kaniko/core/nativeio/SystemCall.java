package io.kaniko.core.nativeio;

import java.util.Locale;

/**
 * The system calls that this room makes, with their numbers: about files, then about processes. They go through
 * {@code syscall(2)} and not through the C library's functions because one linked function then serves all of them: the
 * first link of a JVM costs 100 ms, each further one 2 ms, and some of the functions are missing in older C libraries.
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
    FCHOWN(93, 55),
    FCHOWNAT(260, 54),
    UTIMENSAT(280, 88),
    LLISTXATTR(195, 12),
    LGETXATTR(192, 9),
    LSETXATTR(189, 6),
    FSETXATTR(190, 7),
    COPY_FILE_RANGE(326, 285),

    MPROTECT(10, 226),
    FCNTL(72, 25),
    PIPE2(293, 59),
    DUP3(292, 24),
    CLOSE_RANGE(436, 436),
    UNSHARE(272, 97),
    SETHOSTNAME(170, 161),
    SOCKET(41, 198),
    IOCTL(16, 29),
    MOUNT(165, 40),
    MOUNT_SETATTR(442, 442),
    UMOUNT2(166, 39),
    PIVOT_ROOT(155, 41),
    CHROOT(161, 51),
    CHDIR(80, 49),
    UMASK(95, 166),
    RT_SIGACTION(13, 134),
    RT_SIGPROCMASK(14, 135),
    SETSID(112, 157),
    KEYCTL(250, 219),
    PRCTL(157, 167),
    PRLIMIT64(302, 261),
    CAPGET(125, 90),
    CAPSET(126, 91),
    SETGROUPS(116, 159),
    SETRESGID(119, 149),
    SETRESUID(117, 147),
    EXECVE(59, 221),
    EXIT_GROUP(231, 94),
    WAITID(247, 95),
    WAIT4(61, 260),
    KILL(62, 129);

    private final int number;

    SystemCall(int onX86, int onArm) {
        this.number = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> onX86;
            case "aarch64" -> onArm;
            default ->
                throw new IllegalStateException(
                        "system calls are known for x86_64 and aarch64 only, this is " + System.getProperty("os.arch"));
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
