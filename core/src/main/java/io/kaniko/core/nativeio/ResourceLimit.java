package io.kaniko.core.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** How much of something a process may use, as in {@code getrlimit(2)}. */
final class ResourceLimit {

    /** The kernel's number for files that are open at one time. */
    static final int OPEN_FILES = 7;

    private ResourceLimit() {}

    /**
     * What holds, and what a process may raise it to by itself.
     *
     * @param current, highest unsigned; all bits are set where there is no limit
     */
    record Range(long current, long highest) {}

    /** How many files this process may open. */
    static Range openFiles() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment range = arena.allocate(ValueLayout.JAVA_LONG, 2);
            long answer = Kernel.call(
                    arena.allocate(Kernel.STATE), SystemCall.PRLIMIT64, 0, OPEN_FILES, 0, range.address(), 0);
            if (answer < 0) {
                throw LinuxException.of("prlimit64", "open files", (int) -answer);
            }
            return new Range(range.getAtIndex(ValueLayout.JAVA_LONG, 0), range.getAtIndex(ValueLayout.JAVA_LONG, 1));
        }
    }
}
