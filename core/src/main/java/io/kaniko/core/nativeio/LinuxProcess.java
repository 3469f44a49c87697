package io.kaniko.core.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Processes and their pipes, by number. */
public final class LinuxProcess {

    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final int SIGCHLD = 17;
    private static final int P_PID = 1;
    private static final int WEXITED = 4;
    private static final int WNOHANG = 1;
    private static final int PR_SET_DUMPABLE = 4;
    private static final int WNOWAIT = 0x0100_0000;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int FIRST_FREE_DESCRIPTOR = 3;
    private static final int SIGINFO_SIZE = 128;

    private LinuxProcess() {}

    /**
     * A pipe's two descriptors, none of them a standard stream; closed in programs that are started by others.
     *
     * @param readEnd where bytes come out
     * @param writeEnd where they go in
     */
    public record Pipe(int readEnd, int writeEnd) {}

    public static Pipe openPipe() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Kernel.STATE);
            MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
            check("pipe2", "a pipe", Kernel.call(state, SystemCall.PIPE2, ends.address(), Kernel.O_CLOEXEC, 0));
            int readEnd = aboveStandardStreams(state, ends.getAtIndex(ValueLayout.JAVA_INT, 0));
            int writeEnd = aboveStandardStreams(state, ends.getAtIndex(ValueLayout.JAVA_INT, 1));
            return new Pipe(readEnd, writeEnd);
        }
    }

    /** A descriptor of {@code /dev/null}, which is no standard stream. */
    public static int openNothing() throws IOException {
        try (NativePath path = new NativePath("/dev/null")) {
            return aboveStandardStreams(path.state(), path.open(Kernel.O_RDONLY, 0));
        }
    }

    /** A builder that was started with closed standard streams gets their numbers for the first files it opens. */
    private static int aboveStandardStreams(MemorySegment state, int descriptor) throws IOException {
        if (descriptor >= FIRST_FREE_DESCRIPTOR) {
            return descriptor;
        }
        long copy = Kernel.call(state, SystemCall.FCNTL, descriptor, F_DUPFD_CLOEXEC, FIRST_FREE_DESCRIPTOR);
        Kernel.close(state, descriptor);
        return (int) check("fcntl", "a pipe", copy);
    }

    /** Reads what there is, waiting for at least one byte. Returns how many, or -1 at the end. */
    public static int read(int descriptor, byte[] into) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Kernel.STATE);
            MemorySegment memory = arena.allocate(into.length);
            long count = Kernel.call(state, SystemCall.READ, descriptor, memory.address(), into.length);
            check("read", "a pipe", count);
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, into, 0, (int) count);
            return count == 0 ? -1 : (int) count;
        }
    }

    /** Writes all the bytes. */
    public static void write(int descriptor, byte[] bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Kernel.STATE);
            MemorySegment memory = arena.allocate(bytes.length);
            MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
            for (long done = 0; done < bytes.length; ) {
                done += check(
                        "write",
                        "a pipe",
                        Kernel.call(state, SystemCall.WRITE, descriptor, memory.address() + done, bytes.length - done));
            }
        }
    }

    public static void close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            Kernel.close(arena.allocate(Kernel.STATE), descriptor);
        }
    }

    /** Returns when a child has ended. Its number stays taken until it is reaped, so it can still be killed safely. */
    public static void awaitEnd(int process) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Kernel.STATE);
            long facts = arena.allocate(SIGINFO_SIZE, 8).address();
            check(
                    "waitid",
                    "process " + process,
                    Kernel.call(state, SystemCall.WAITID, P_PID, process, facts, WEXITED | WNOWAIT, 0));
        }
    }

    /**
     * Waits for a child and gives its number back.
     *
     * @return its exit code, or 128 and the number of the signal that killed it
     */
    public static int reap(int process) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Kernel.STATE);
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            check(
                    "wait4",
                    "process " + process,
                    Kernel.call(state, SystemCall.WAIT4, process, status.address(), 0, 0, 0));
            return exitCode(status.get(ValueLayout.JAVA_INT, 0));
        }
    }

    static int exitCode(int status) {
        int signal = status & 0x7F;
        return signal == 0 ? status >>> 8 & 0xFF : 128 + signal;
    }

    /** Gives the number of a child back that has ended; says whether there was one to be given back. */
    public static boolean tryReap(int process) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Kernel.STATE);
            return Kernel.call(state, SystemCall.WAIT4, process, 0, WNOHANG, 0, 0) == process;
        }
    }

    /**
     * Closes this process's memory, environment and open files to every other process that lacks CAP_SYS_PTRACE, also of
     * the same user.
     */
    public static void hideFromOthers() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Kernel.STATE);
            check("prctl", "PR_SET_DUMPABLE", Kernel.call(state, SystemCall.PRCTL, PR_SET_DUMPABLE, 0, 0));
        }
    }

    /** Asks a child that has not been reaped to end. */
    public static void terminate(int process) {
        signal(process, SIGTERM);
    }

    /** Kills a process: a child that has not been reaped, or one that is known to live. */
    public static void kill(int process) {
        signal(process, SIGKILL);
    }

    private static void signal(int process, int number) {
        try (Arena arena = Arena.ofConfined()) {
            Kernel.call(arena.allocate(Kernel.STATE), SystemCall.KILL, process, number, 0);
        }
    }

    /**
     * Has the kernel keep the exit codes of this JVM's children. It does so anyway, unless whoever started the JVM
     * ignored SIGCHLD, which is inherited.
     */
    public static void keepExitCodes() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Kernel.STATE);
            MemorySegment action = arena.allocate(32, 8);
            check(
                    "rt_sigaction",
                    "SIGCHLD",
                    Kernel.call(state, SystemCall.RT_SIGACTION, SIGCHLD, 0, action.address(), 8, 0));
            long ignored = 1;
            if (action.get(ValueLayout.JAVA_LONG, 0) == ignored) {
                action.fill((byte) 0);
                check(
                        "rt_sigaction",
                        "SIGCHLD",
                        Kernel.call(state, SystemCall.RT_SIGACTION, SIGCHLD, action.address(), 0, 8, 0));
            }
        }
    }

    private static long check(String call, String subject, long answer) throws IOException {
        if (answer < 0) {
            throw LinuxException.of(call, subject, (int) -answer);
        }
        return answer;
    }
}
