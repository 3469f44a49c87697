package io.kaniko.core.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** System calls written down in memory, to be made by a new process with the help of {@link MachineCode}. */
final class CallList implements AutoCloseable {

    private static final int CLONE_VM = 0x100;
    private static final int CLONE_VFORK = 0x4000;
    private static final int CLONE_PARENT_SETTID = 0x10_0000;
    private static final int SIGCHLD = 17;
    private static final long STACK_SIZE = 64 << 10;

    /** Number, six arguments, whether failure is tolerated, answer. */
    private static final int WORDS = 9;

    private static final int TOLERATED = 7;
    private static final int ANSWER = 8;
    private static final long END = -1;
    private static final long NOT_CALLED = Long.MIN_VALUE;
    private static final long LAST_ERROR = -4095;

    private static final MethodHandle CLONE = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("clone"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG),
                    Linker.Option.firstVariadicArg(4),
                    Linker.Option.captureCallState("errno"));

    private final Arena arena = Arena.ofConfined();
    private final List<Entry> entries = new ArrayList<>();
    private long numberAddress = arena.allocate(ValueLayout.JAVA_INT).address();

    private record Entry(
            SystemCall call, ChildProgram.Step step, String subject, boolean tolerated, long[] arguments) {}

    /**
     * Appends a call that must succeed.
     *
     * @param subject what it is about, for messages
     */
    void add(SystemCall call, ChildProgram.Step step, String subject, long... arguments) {
        entries.add(new Entry(call, step, subject, false, arguments));
    }

    /** Has the kernel write the new process's number there before the process makes the first call. */
    void numberAt(long address) {
        numberAddress = address;
    }

    /** Appends a call whose failure does no harm. */
    void attempt(SystemCall call, long... arguments) {
        entries.add(new Entry(call, ChildProgram.Step.SETUP, "", true, arguments));
    }

    /** The address of a zero-terminated path; it lives as long as this list. */
    long path(String path) {
        return terminated(PathBytes.encode(path));
    }

    /** The address of texts in UTF-8, as {@code execve} wants them. */
    long texts(List<String> texts) {
        MemorySegment list = arena.allocate(ValueLayout.JAVA_LONG, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            list.setAtIndex(ValueLayout.JAVA_LONG, i, path(texts.get(i)));
        }
        return list.address();
    }

    long ascii(String text) {
        return terminated(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The address of numbers in a row. */
    long integers(int... numbers) {
        MemorySegment memory = arena.allocate(4L * numbers.length + 8, 8);
        MemorySegment.copy(numbers, 0, memory, ValueLayout.JAVA_INT, 0, numbers.length);
        return memory.address();
    }

    /** The address of long numbers in a row. */
    long longs(long... numbers) {
        return arena.allocateFrom(ValueLayout.JAVA_LONG, numbers).address();
    }

    private long terminated(byte[] text) {
        MemorySegment memory = arena.allocate(text.length + 1L);
        MemorySegment.copy(text, 0, memory, ValueLayout.JAVA_BYTE, 0, text.length);
        return memory.address();
    }

    /** Has a new process make the calls. Returns its number when the last call, an {@code execve}, is done. */
    int start(Set<Namespace> namespaces) throws IOException {
        MemorySegment state = arena.allocate(Kernel.STATE);
        MemorySegment list = write();
        int process;
        try (MachineCode code = MachineCode.map(state)) {
            process = clone(state, code.address(), Namespace.flags(namespaces), list.address());
        }
        if (process < 0) {
            throw LinuxException.of("clone into new namespaces " + namespaces, "new process", -process);
        }
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            long answer = list.getAtIndex(ValueLayout.JAVA_LONG, (long) WORDS * i + ANSWER);
            if (answer < 0 && answer >= LAST_ERROR && !entry.tolerated()) {
                LinuxProcess.reap(process);
                throw new ChildFailedException(entry.step(), entry.call(), entry.subject(), (int) -answer);
            }
        }
        return process;
    }

    private int clone(MemorySegment state, long code, int namespaces, long list) {
        long stack = arena.allocate(STACK_SIZE, 16).address() + STACK_SIZE;
        int flags = CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID | SIGCHLD | namespaces;
        int process;
        try {
            process = (int) CLONE.invokeExact(state, code, stack, flags, list, numberAddress);
        } catch (Throwable impossible) {
            throw new AssertionError("a system call throws nothing", impossible);
        }
        return process < 0 ? -Kernel.errno(state) : process;
    }

    private MemorySegment write() {
        MemorySegment list = arena.allocate(ValueLayout.JAVA_LONG, (long) WORDS * entries.size() + 1);
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            MemorySegment words = list.asSlice(8L * WORDS * i, 8L * WORDS);
            words.setAtIndex(ValueLayout.JAVA_LONG, 0, entry.call().number());
            MemorySegment.copy(entry.arguments(), 0, words, ValueLayout.JAVA_LONG, 8, entry.arguments().length);
            words.setAtIndex(ValueLayout.JAVA_LONG, TOLERATED, entry.tolerated() ? 1 : 0);
            words.setAtIndex(ValueLayout.JAVA_LONG, ANSWER, NOT_CALLED);
        }
        list.setAtIndex(ValueLayout.JAVA_LONG, (long) WORDS * entries.size(), END);
        return list;
    }

    @Override
    public void close() {
        arena.close();
    }
}
