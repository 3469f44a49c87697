package io.kaniko.core.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Takes the calling thread, and it alone, out of what it shares with the rest of the JVM. Such a thread must be a
 * platform thread that ends when its work is done, and must not start others: they would be born into its namespaces.
 */
public final class LinuxNamespaces {

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int SIOCSIFFLAGS = 0x8914;
    private static final short IFF_UP = 1;
    private static final int IFREQ_SIZE = 40;
    private static final int IFREQ_FLAGS = 16;

    private LinuxNamespaces() {}

    /**
     * Gives the thread namespaces of its own. With a mount namespace it also has a umask of its own, which is 0 from
     * here on, so that permissions come out as asked for.
     */
    public static void enter(Set<Namespace> namespaces) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Kernel.STATE);
            check(
                    "unshare",
                    "namespaces " + namespaces,
                    Kernel.call(state, SystemCall.UNSHARE, Namespace.flags(namespaces), 0, 0));
            if (namespaces.contains(Namespace.MOUNT)) {
                Kernel.call(state, SystemCall.UMASK, 0, 0, 0);
            }
        }
    }

    /** Whether the user namespace lets its root change supplementary groups: not where it has one user only. */
    public static boolean allowsGroups() throws IOException {
        Path file = Path.of("/proc/self/setgroups");
        return !Files.exists(file) || !Files.readString(file).strip().equals("deny");
    }

    /** Names the machine that the thread's UTS namespace shows. */
    public static void setHostName(String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            check(
                    "sethostname",
                    name,
                    Kernel.call(
                            arena.allocate(Kernel.STATE), SystemCall.SETHOSTNAME, memory.address(), bytes.length, 0));
        }
    }

    /** Switches the loopback interface of the thread's network namespace on. */
    public static void raiseLoopback() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Kernel.STATE);
            long socket = check(
                    "socket", "lo", Kernel.call(state, SystemCall.SOCKET, AF_INET, SOCK_DGRAM | Kernel.O_CLOEXEC, 0));
            MemorySegment request = arena.allocate(IFREQ_SIZE, 8);
            request.setString(0, "lo");
            request.set(ValueLayout.JAVA_SHORT, IFREQ_FLAGS, IFF_UP);
            long answer = Kernel.call(state, SystemCall.IOCTL, socket, SIOCSIFFLAGS, request.address());
            Kernel.close(state, (int) socket);
            check("ioctl SIOCSIFFLAGS", "lo", answer);
        }
    }

    private static long check(String call, String subject, long answer) throws IOException {
        if (answer < 0) {
            throw LinuxException.of(call, subject, (int) -answer);
        }
        return answer;
    }
}
