package io.kaniko.core.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the first bytes of a program say.
 *
 * @param machine the architecture, for messages; "any machine" for a script
 * @param interpreter what the kernel starts to run the program
 */
record ProgramHeader(String machine, Optional<String> interpreter) {

    private static final int ELF_MAGIC = 0x7F454C46;
    private static final int CLASS_OFFSET = 4;
    private static final int ORDER_OFFSET = 5;
    private static final int MACHINE_OFFSET = 18;
    private static final int SMALLEST_ELF = 64;
    private static final int PT_INTERP = 3;

    /** Empty where the bytes are neither ELF nor a script. */
    static Optional<ProgramHeader> parse(byte[] bytes) {
        if (bytes.length > 2 && bytes[0] == '#' && bytes[1] == '!') {
            return Optional.of(script(bytes));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length < SMALLEST_ELF || buffer.getInt(0) != ELF_MAGIC) {
            return Optional.empty();
        }
        buffer.order(bytes[ORDER_OFFSET] == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        boolean wide = bytes[CLASS_OFFSET] == 2;
        String machine = machine(buffer.getShort(MACHINE_OFFSET) & 0xFFFF, wide);
        return Optional.of(new ProgramHeader(machine, wide ? elfInterpreter(buffer) : Optional.empty()));
    }

    private static ProgramHeader script(byte[] bytes) {
        int end = 2;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        // A carriage return would be invisible in the message.
        String line = new String(bytes, 2, end - 2, StandardCharsets.UTF_8).replace("\r", "\\r");
        return new ProgramHeader("any machine", Optional.of(line.strip().split("[ \t]", 2)[0]));
    }

    private static Optional<String> elfInterpreter(ByteBuffer file) {
        long table = file.getLong(32);
        int entrySize = file.getShort(54) & 0xFFFF;
        int entries = file.getShort(56) & 0xFFFF;
        for (int i = 0; i < entries; i++) {
            long entry = table + (long) i * entrySize;
            if (entry < 0 || entry + 40 > file.capacity()) {
                return Optional.empty();
            }
            if (file.getInt((int) entry) == PT_INTERP) {
                return text(file, file.getLong((int) entry + 8), file.getLong((int) entry + 32));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> text(ByteBuffer file, long start, long sizeWithZero) {
        if (start < 0 || sizeWithZero < 2 || start > file.capacity() || sizeWithZero > file.capacity() - start) {
            return Optional.empty();
        }
        return Optional.of(new String(file.array(), (int) start, (int) sizeWithZero - 1, StandardCharsets.UTF_8));
    }

    private static String machine(int number, boolean wide) {
        return switch (number) {
            case 3 -> "386";
            case 8 -> "mips";
            case 20 -> "ppc";
            case 21 -> "ppc64le";
            case 22 -> "s390x";
            case 40 -> "arm";
            case 62 -> "amd64";
            case 183 -> "arm64";
            case 243 -> wide ? "riscv64" : "riscv32";
            case 258 -> "loong64";
            default -> "machine number " + number;
        };
    }
}
