package io.kaniko.core.nativeio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Native memory of a stream, mapped by {@code mmap(2)}: it costs only the pages that are touched, can be released by
 * any thread, and needs no garbage collection. (An arena would zero all of it; a shared one stops threads
 * when it closes, an automatic one waits for the collector while a copy of many small files piles them up.)
 */
final class NativeBuffer {

    private static final int PAGE = 4096;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;

    private final MemorySegment memory;

    /** The first 16 bytes hold the error number of calls. */
    NativeBuffer(MemorySegment state, long capacity) {
        long size = (16 + capacity + PAGE - 1) / PAGE * PAGE;
        long address = Kernel.call(state, SystemCall.MMAP, 0, size, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        if (address < 0) {
            throw new OutOfMemoryError("mmap of " + size + " bytes: " + Errno.text((int) -address));
        }
        this.memory = MemorySegment.ofAddress(address).reinterpret(size);
    }

    MemorySegment state() {
        return memory.asSlice(0, 16);
    }

    int capacity() {
        return (int) (memory.byteSize() - 16);
    }

    /** The address of the byte at {@code offset}. */
    long address(int offset) {
        return memory.address() + 16 + offset;
    }

    /** A part of the memory, for calls that fill it. */
    MemorySegment part(int offset, int size) {
        return memory.asSlice(16L + offset, size);
    }

    byte get(int offset) {
        return memory.get(ValueLayout.JAVA_BYTE, 16L + offset);
    }

    void get(int offset, byte[] into, int start, int length) {
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 16L + offset, into, start, length);
    }

    void put(int offset, byte value) {
        memory.set(ValueLayout.JAVA_BYTE, 16L + offset, value);
    }

    void put(int offset, byte[] from, int start, int length) {
        MemorySegment.copy(from, start, memory, ValueLayout.JAVA_BYTE, 16L + offset, length);
    }

    /** Closes the descriptor and gives the memory back; nothing of this object may be used after it. */
    void release(int descriptor) {
        Kernel.close(state(), descriptor);
        release();
    }

    /** Gives the memory back; nothing of this object may be used after it. */
    void release() {
        try (Arena arena = Arena.ofConfined()) {
            Kernel.call(arena.allocate(Kernel.STATE), SystemCall.MUNMAP, memory.address(), memory.byteSize(), 0);
        }
    }
}
