package io.kaniko.core.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** How much of something a process may use, as in {@code getrlimit(2)}. */
final class ResourceLimit {

    /** The kernel's number for files that are open at one time. */
    static final int OPEN_FILES = 7;

    /** The kernel's number for locks, a limit without a use. */
    static final int FILE_LOCKS = 10;

    private ResourceLimit() {}

    /**
     * What holds, and what a process may raise it to by itself.
     *
     * @param current, highest unsigned; all bits are set where there is no limit
     */
    record Range(long current, long highest) {}

    /** How many files this process may open. */
    static Range openFiles() throws IOException {
        return read(OPEN_FILES);
    }

    /** How many locks this process might have. */
    static Range fileLocks() throws IOException {
        return read(FILE_LOCKS);
    }

    private static Range read(int number) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment range = arena.allocate(ValueLayout.JAVA_LONG, 2);
            long answer =
                    Kernel.call(arena.allocate(Kernel.STATE), SystemCall.PRLIMIT64, 0, number, 0, range.address(), 0);
            if (answer < 0) {
                throw LinuxException.of("prlimit64", "limit " + number, (int) -answer);
            }
            return new Range(range.getAtIndex(ValueLayout.JAVA_LONG, 0), range.getAtIndex(ValueLayout.JAVA_LONG, 1));
        }
    }
}
