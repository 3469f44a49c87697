package io.kaniko.core.nativeio;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The way into the kernel, and the constants of its interface that files need. */
final class Kernel {

    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_REMOVEDIR = 0x200;
    static final int AT_NO_AUTOMOUNT = 0x800;
    static final int AT_EMPTY_PATH = 0x1000;

    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_TRUNC = 01000;
    static final int O_NONBLOCK = 04000;
    static final int O_CLOEXEC = 02000000;
    static final int O_PATH = 010000000;
    /** The two that the machines number differently. */
    static final int O_DIRECTORY;

    static final int O_NOFOLLOW;

    static {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        O_DIRECTORY = arm ? 040000 : 0200000;
        O_NOFOLLOW = arm ? 0100000 : 0400000;
    }

    /** Where a call leaves its error number: the memory that {@link #call} wants first. */
    static final MemoryLayout STATE = Linker.Option.captureStateLayout();

    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SYSCALL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG),
                    Linker.Option.firstVariadicArg(1),
                    Linker.Option.captureCallState("errno"));

    private Kernel() {}

    /**
     * Makes a call, again when a signal interrupted it.
     *
     * @param state memory of {@link #STATE}
     * @return the kernel's answer, or the error number made negative
     */
    static long call(MemorySegment state, SystemCall call, long a, long b, long c, long d, long e, long f) {
        while (true) {
            long result;
            try {
                result = (long) SYSCALL.invokeExact(state, (long) call.number(), a, b, c, d, e, f);
            } catch (Throwable impossible) {
                throw new AssertionError("a system call throws nothing", impossible);
            }
            if (result != -1) {
                return result;
            }
            int errno = errno(state);
            if (errno != Errno.EINTR || call == SystemCall.CLOSE) {
                return -errno;
            }
        }
    }

    static long call(MemorySegment state, SystemCall call, long a, long b, long c) {
        return call(state, call, a, b, c, 0, 0, 0);
    }

    static long call(MemorySegment state, SystemCall call, long a, long b, long c, long d, long e) {
        return call(state, call, a, b, c, d, e, 0);
    }

    /** The error number that a call with this memory left behind. */
    static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    static void close(MemorySegment state, int descriptor) {
        call(state, SystemCall.CLOSE, descriptor, 0, 0);
    }
}
