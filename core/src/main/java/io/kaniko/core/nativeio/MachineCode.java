package io.kaniko.core.nativeio;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The code that a new process runs before it becomes another program: it makes the calls of a list, one after the
 * other. It touches nothing but that list and registers, so it may run in memory that is shared with a JVM.
 *
 * <p>The list has nine words for each call: number, six arguments, 1 where failure is tolerated, answer. A negative
 * number ends it. After a failure that is not tolerated, or at the end of the list, the process exits with code 127.
 */
final class MachineCode implements AutoCloseable {

    private static final int SIZE = 4096;
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int PROT_EXEC = 4;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;

    /** The first argument, in rdi, is the list. */
    private static final int[] X86_64 = {
        0x48,
        0x89,
        0xFB, //                         mov   rbx, rdi
        //                                     call:
        0x48,
        0x8B,
        0x03, //                         mov   rax, [rbx]         the number
        0x48,
        0x85,
        0xC0, //                         test  rax, rax
        0x78,
        0x33, //                               js    done
        0x48,
        0x8B,
        0x7B,
        0x08, //                   mov   rdi, [rbx + 8]     the arguments
        0x48,
        0x8B,
        0x73,
        0x10, //                   mov   rsi, [rbx + 16]
        0x48,
        0x8B,
        0x53,
        0x18, //                   mov   rdx, [rbx + 24]
        0x4C,
        0x8B,
        0x53,
        0x20, //                   mov   r10, [rbx + 32]
        0x4C,
        0x8B,
        0x43,
        0x28, //                   mov   r8, [rbx + 40]
        0x4C,
        0x8B,
        0x4B,
        0x30, //                   mov   r9, [rbx + 48]
        0x0F,
        0x05, //                               syscall
        0x48,
        0x89,
        0x43,
        0x40, //                   mov   [rbx + 64], rax    the answer
        0x48,
        0x3D,
        0x01,
        0xF0,
        0xFF,
        0xFF, //       cmp   rax, -4095
        0x72,
        0x07, //                               jb    next               no error number
        0x48,
        0x83,
        0x7B,
        0x38,
        0x00, //             cmp   qword [rbx + 56], 0
        0x74,
        0x06, //                               je    done               not tolerated
        //                                     next:
        0x48,
        0x83,
        0xC3,
        0x48, //                   add   rbx, 72
        0xEB,
        0xC5, //                               jmp   call
        //                                     done:
        0xBF,
        0x7F,
        0x00,
        0x00,
        0x00, //             mov   edi, 127
        0xB8,
        0xE7,
        0x00,
        0x00,
        0x00, //             mov   eax, 231           exit_group
        0x0F,
        0x05, //                               syscall
    };

    /** The first argument, in x0, is the list. One number is one instruction. */
    private static final int[] AARCH64 = {
        0xAA0003F3, //           mov   x19, x0
        //                 call:
        0xF9400268, //           ldr   x8, [x19]              the number
        0xB7F80188, //           tbnz  x8, #63, done
        0xA9408660, //           ldp   x0, x1, [x19, #8]      the arguments
        0xA9418E62, //           ldp   x2, x3, [x19, #24]
        0xA9429664, //           ldp   x4, x5, [x19, #40]
        0xD4000001, //           svc   #0
        0xF9002260, //           str   x0, [x19, #64]         the answer
        0xB13FFC1F, //           cmn   x0, #4095
        0x54000063, //           b.lo  next                   no error number
        0xF9401E69, //           ldr   x9, [x19, #56]
        0xB4000069, //           cbz   x9, done               not tolerated
        //                 next:
        0x91012273, //           add   x19, x19, #72
        0x17FFFFF4, //           b     call
        //                 done:
        0xD2800FE0, //           mov   x0, #127
        0xD2800BC8, //           mov   x8, #94                exit_group
        0xD4000001, //           svc   #0
    };

    private final MemorySegment state;
    private final MemorySegment memory;

    private MachineCode(MemorySegment state, MemorySegment memory) {
        this.state = state;
        this.memory = memory;
    }

    /**
     * Puts the code where the processor may run it.
     *
     * @param state memory of {@link Kernel#STATE} that outlives the code
     */
    static MachineCode map(MemorySegment state) throws IOException {
        long address =
                Kernel.call(state, SystemCall.MMAP, 0, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        check("mmap", address);
        MachineCode code =
                new MachineCode(state, MemorySegment.ofAddress(address).reinterpret(SIZE));
        try {
            code.write();
            // Never writable and executable at once. The kernel also makes the instruction cache coherent here.
            check("mprotect", Kernel.call(state, SystemCall.MPROTECT, address, SIZE, PROT_READ | PROT_EXEC));
            return code;
        } catch (IOException e) {
            code.close();
            throw e;
        }
    }

    private static void check(String call, long answer) throws IOException {
        if (answer < 0) {
            throw LinuxException.of(call, "memory for starting a process", (int) -answer);
        }
    }

    private void write() {
        if (System.getProperty("os.arch").equals("aarch64")) {
            MemorySegment.copy(AARCH64, 0, memory, ValueLayout.JAVA_INT, 0, AARCH64.length);
        } else {
            for (int i = 0; i < X86_64.length; i++) {
                memory.set(ValueLayout.JAVA_BYTE, i, (byte) X86_64[i]);
            }
        }
    }

    long address() {
        return memory.address();
    }

    @Override
    public void close() {
        Kernel.call(state, SystemCall.MUNMAP, memory.address(), SIZE, 0);
    }
}
