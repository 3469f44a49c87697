package io.kaniko.core.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the kernel lets a process do beyond an ordinary user's rights, in the kernel's order ({@code capabilities(7)}).
 */
public enum Capability {
    CHOWN,
    DAC_OVERRIDE,
    DAC_READ_SEARCH,
    FOWNER,
    FSETID,
    KILL,
    SETGID,
    SETUID,
    SETPCAP,
    LINUX_IMMUTABLE,
    NET_BIND_SERVICE,
    NET_BROADCAST,
    NET_ADMIN,
    NET_RAW,
    IPC_LOCK,
    IPC_OWNER,
    SYS_MODULE,
    SYS_RAWIO,
    SYS_CHROOT,
    SYS_PTRACE,
    SYS_PACCT,
    SYS_ADMIN,
    SYS_BOOT,
    SYS_NICE,
    SYS_RESOURCE,
    SYS_TIME,
    SYS_TTY_CONFIG,
    MKNOD,
    LEASE,
    AUDIT_WRITE,
    AUDIT_CONTROL,
    SETFCAP,
    MAC_OVERRIDE,
    MAC_ADMIN,
    SYSLOG,
    WAKE_ALARM,
    BLOCK_SUSPEND,
    AUDIT_READ,
    PERFMON,
    BPF,
    CHECKPOINT_RESTORE;

    private static final int PR_CAPBSET_READ = 23;
    private static final int VERSION_3 = 0x20080522;
    private static final int EFFECTIVE = 0;
    private static final int PERMITTED = 1;
    private static final int MEMBERS = 3;

    /** What this process may use now. */
    public static Set<Capability> effective() throws IOException {
        return read(EFFECTIVE);
    }

    /** What this process, and so any that it starts, could at most have. */
    public static Set<Capability> permitted() throws IOException {
        return read(PERMITTED);
    }

    /** Asks the kernel, and not /proc, which a container need not have: its answer is two triples, low halves first. */
    private static Set<Capability> read(int member) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Kernel.STATE);
            MemorySegment header = arena.allocateFrom(ValueLayout.JAVA_INT, VERSION_3, 0);
            MemorySegment sets = arena.allocate(ValueLayout.JAVA_INT, 2L * MEMBERS);
            long answer = Kernel.call(state, SystemCall.CAPGET, header.address(), sets.address(), 0);
            if (answer < 0) {
                throw LinuxException.of("capget", "this process", (int) -answer);
            }
            long low = Integer.toUnsignedLong(sets.getAtIndex(ValueLayout.JAVA_INT, member));
            long high = sets.getAtIndex(ValueLayout.JAVA_INT, MEMBERS + member);
            return ofBits(high << Integer.SIZE | low);
        }
    }

    private static Set<Capability> ofBits(long bits) {
        Set<Capability> found = EnumSet.noneOf(Capability.class);
        for (Capability capability : values()) {
            if ((bits >>> capability.ordinal() & 1) == 1) {
                found.add(capability);
            }
        }
        return found;
    }

    static long bits(Set<Capability> capabilities) {
        return capabilities.stream().mapToLong(each -> 1L << each.ordinal()).sum();
    }

    static boolean contains(Set<Capability> capabilities, int number) {
        return number < values().length && capabilities.contains(values()[number]);
    }

    /**
     * The numbers of those that this process and its children could still gain by executing a program. The kernel may
     * be newer than this list and know more.
     */
    static List<Integer> boundingSet() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Kernel.STATE);
            List<Integer> numbers = new ArrayList<>();
            for (int number = 0; number < Long.SIZE; number++) {
                if (Kernel.call(state, SystemCall.PRCTL, PR_CAPBSET_READ, number, 0) == 1) {
                    numbers.add(number);
                }
            }
            return numbers;
        }
    }

    /** As the manual names it: {@code CAP_SYS_ADMIN}. */
    @Override
    public String toString() {
        return "CAP_" + name();
    }
}
