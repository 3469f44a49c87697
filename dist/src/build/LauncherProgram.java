import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a static ELF program that becomes another program of the home directory in which it lies. It needs no library,
 * no shell and no compiler: an image may hold nothing else.
 *
 * <p>It asks {@code /proc/self/exe}, or where that is missing the kernel's note of what was executed, for its own path, and
 * takes as many components off that as it lies deep in the home directory. Then it fills in the home directory, the words
 * of {@code KANIKO_JAVA_OPTIONS} and its own arguments, and executes. Where that fails it tries the next depth.
 *
 * <p>Where an argument wants it, the program takes mounts of its own before: a JVM has threads, and could not.
 */
final class LauncherProgram {

    /** Stands for the home directory in an argument or variable. */
    static final String HOME = "\u0001";

    /** An argument of its own: the words of KANIKO_JAVA_OPTIONS. */
    static final String OPTIONS = "\u0002";

    /** An argument of its own: what the program was given. */
    static final String ARGUMENTS = "\u0003";

    /**
     * Begins an argument that is passed only in a mount namespace of the program's own, which it has made then: mounts
     * of the machine still arrive there, its own never leave it and end with it, however it ends.
     */
    static final String WITH_OWN_MOUNTS = "\u0006";

    private static final int END_OF_ARGUMENTS = 4;
    private static final int END_OF_ENVIRONMENT = 5;

    /** Where the file comes to lie in memory, and where the memory to write to lies. */
    private static final int FILE = 0x400000;

    private static final int MEMORY = 0x10000000;
    private static final int OWN_PATH = MEMORY;
    /** One byte: whether the mounts are the program's own. */
    private static final int OWN_MOUNTS = MEMORY + 0x8000;

    private static final int STRINGS = MEMORY + 0x10000;
    /** Above 8 MiB of strings; the kernel hands over at most 6 MiB, which is less than a million pointers. */
    private static final int POINTERS = MEMORY + 0x800000;

    private static final int MEMORY_SIZE = 0x2000000;

    private static final int CLONE_NEWNS = 0x20000;
    private static final int MS_REC_AND_SLAVE = 1 << 14 | 1 << 19;

    private static final int HEADER_SIZE = 64;
    private static final int SEGMENT_SIZE = 56;
    private static final int SEGMENTS = 3;
    private static final int DATA = HEADER_SIZE + SEGMENTS * SEGMENT_SIZE;

    private static final String MESSAGE =
            "Cannot start kaniko: the loader and the runtime must lie in glibc and jre of the home directory that this"
                    + " program is part of. Copy the whole directory.\n";

    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    private LauncherProgram() {}

    /**
     * The bytes of a program.
     *
     * @param depths how many components of the program's path, counted from its end, do not belong to the home directory;
     *     in the order in which to try
     * @param arguments the first is also the file to execute
     * @param environment put before the program's own environment, so that they win
     */
    static byte[] write(List<Integer> depths, List<String> arguments, List<String> environment) {
        return new LauncherProgram().program(depths, arguments, environment);
    }

    private byte[] program(List<Integer> depths, List<String> arguments, List<String> environment) {
        int procSelfExe = text("/proc/self/exe\0");
        int option = text("KANIKO_JAVA_OPTIONS=\0");
        int message = text(MESSAGE);
        int top = text("/\0");
        int depthList = FILE + DATA + data.size();
        depths.forEach(data::write);
        data.write(0);
        int templates = FILE + DATA + data.size();
        for (String argument : arguments) {
            text(argument.equals(OPTIONS) || argument.equals(ARGUMENTS) ? argument : argument + "\0");
        }
        data.write(END_OF_ARGUMENTS);
        environment.forEach(variable -> text(variable + "\0"));
        data.write(END_OF_ENVIRONMENT);
        X64Code code = new X64Code().add("mov r12, rsp", "49 89 E4");
        if (arguments.stream().anyMatch(argument -> argument.startsWith(WITH_OWN_MOUNTS))) {
            takeMounts(code, top);
        }
        return file(code(code, procSelfExe, option, message, depthList, templates));
    }

    private int text(String text) {
        int address = FILE + DATA + data.size();
        data.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return address;
    }

    /**
     * rbp: end of the own path; r8: end of the home directory in it; rbx: next depth; r12: what the kernel handed over
     * (count, arguments, 0, environment, 0, auxiliary vector); r13: next pointer; r14: next string; r15: next template;
     * r9: first pointer of the environment.
     */
    private static byte[] code(X64Code code, int procSelfExe, int option, int message, int depths, int templates) {
        code.add("mov eax, 89 (readlink)", "B8", 89)
                .add("mov edi, procSelfExe", "BF", procSelfExe)
                .add("mov esi, OWN_PATH", "BE", OWN_PATH)
                .add("mov edx, 4096", "BA", 4096)
                .add("syscall", "0F 05")
                .add("test rax, rax", "48 85 C0")
                .jump("jg ownPath", "0F 8F", "ownPath");
        code.add("mov rcx, [r12]", "49 8B 0C 24")
                .add("lea rsi, [r12 + 8*rcx + 16]", "49 8D 74 CC 10")
                .label("skipEnvironment")
                .add("lodsq", "48 AD")
                .add("test rax, rax", "48 85 C0")
                .jump("jnz skipEnvironment", "0F 85", "skipEnvironment")
                .label("auxiliary")
                .add("lodsq", "48 AD")
                .add("mov rdx, rax", "48 89 C2")
                .add("lodsq", "48 AD")
                .add("test rdx, rdx", "48 85 D2")
                .jump("jz fail", "0F 84", "fail")
                .add("cmp edx, 31 (AT_EXECFN)", "83 FA 1F")
                .jump("jne auxiliary", "0F 85", "auxiliary")
                .add("mov rsi, rax", "48 89 C6")
                .add("mov edi, OWN_PATH", "BF", OWN_PATH)
                .label("copyOwnPath")
                .add("lodsb", "AC")
                .add("stosb", "AA")
                .add("test al, al", "84 C0")
                .jump("jnz copyOwnPath", "0F 85", "copyOwnPath")
                .add("lea rax, [rdi - 1]", "48 8D 47 FF")
                .add("sub rax, OWN_PATH", "48 2D", OWN_PATH);
        code.label("ownPath")
                .add("lea rbp, [rax + OWN_PATH]", "48 8D A8", OWN_PATH)
                .add("mov ebx, depths", "BB", depths)
                .label("nextDepth")
                .add("movzx ecx, byte [rbx]", "0F B6 0B")
                .add("inc rbx", "48 FF C3")
                .add("test ecx, ecx", "85 C9")
                .jump("jz fail", "0F 84", "fail")
                .add("mov rdi, rbp", "48 89 EF")
                .label("strip")
                .add("dec rdi", "48 FF CF")
                .add("cmp rdi, OWN_PATH", "48 81 FF", OWN_PATH)
                .jump("jb nextDepth", "0F 82", "nextDepth")
                .add("cmp byte [rdi], '/'", "80 3F 2F")
                .jump("jne strip", "0F 85", "strip")
                .add("dec ecx", "FF C9")
                .jump("jnz strip", "0F 85", "strip")
                .add("mov r8, rdi", "49 89 F8")
                .add("mov r13d, POINTERS", "41 BD", POINTERS)
                .add("mov r14d, STRINGS", "41 BE", STRINGS)
                .add("mov r15d, templates", "41 BF", templates);
        template(code);
        options(code, option);
        code.label("arguments")
                .add("inc r15", "49 FF C7")
                .add("cmp qword [r12], 0", "49 83 3C 24 00")
                .jump("je next", "0F 84", "next")
                .add("lea rdx, [r12 + 16]", "49 8D 54 24 10")
                .label("argument")
                .add("mov rax, [rdx]", "48 8B 02")
                .add("test rax, rax", "48 85 C0")
                .jump("jz next", "0F 84", "next")
                .add("mov [r13], rax", "49 89 45 00")
                .add("add r13, 8", "49 83 C5 08")
                .add("add rdx, 8", "48 83 C2 08")
                .jump("jmp argument", "E9", "argument");
        code.label("endOfArguments")
                .add("inc r15", "49 FF C7")
                .add("mov qword [r13], 0", "49 C7 45 00 00 00 00 00")
                .add("add r13, 8", "49 83 C5 08")
                .add("mov r9, r13", "4D 89 E9")
                .jump("jmp next", "E9", "next");
        code.label("endOfEnvironment")
                .add("mov rcx, [r12]", "49 8B 0C 24")
                .add("lea rdx, [r12 + 8*rcx + 16]", "49 8D 54 CC 10")
                .label("inherit")
                .add("mov rax, [rdx]", "48 8B 02")
                .add("mov [r13], rax", "49 89 45 00")
                .add("add r13, 8", "49 83 C5 08")
                .add("add rdx, 8", "48 83 C2 08")
                .add("test rax, rax", "48 85 C0")
                .jump("jnz inherit", "0F 85", "inherit")
                .add("mov eax, 59 (execve)", "B8", 59)
                .add("mov rdi, [POINTERS]", "48 8B 3C 25", POINTERS)
                .add("mov esi, POINTERS", "BE", POINTERS)
                .add("mov rdx, r9", "4C 89 CA")
                .add("syscall", "0F 05")
                .jump("jmp nextDepth", "E9", "nextDepth");
        return code.label("fail")
                .add("mov eax, 1 (write)", "B8", 1)
                .add("mov edi, 2", "BF", 2)
                .add("mov esi, message", "BE", message)
                .add("mov edx, length", "BA", MESSAGE.length())
                .add("syscall", "0F 05")
                .add("mov eax, 231 (exit_group)", "B8", 231)
                .add("mov edi, 1", "BF", 1)
                .add("syscall", "0F 05")
                .toBytes();
    }

    /** Who may not mount, or has no mount at its root, goes on without. */
    private static void takeMounts(X64Code code, int top) {
        code.add("mov eax, 272 (unshare)", "B8", 272)
                .add("mov edi, CLONE_NEWNS", "BF", CLONE_NEWNS)
                .add("syscall", "0F 05")
                .add("test eax, eax", "85 C0")
                .jump("jnz sharedMounts", "0F 85", "sharedMounts")
                .add("mov eax, 165 (mount)", "B8", 165)
                .add("xor edi, edi", "31 FF")
                .add("mov esi, top", "BE", top)
                .add("xor edx, edx", "31 D2")
                .add("mov r10d, MS_REC | MS_SLAVE", "41 BA", MS_REC_AND_SLAVE)
                .add("xor r8d, r8d", "45 31 C0")
                .add("syscall", "0F 05")
                .add("test eax, eax", "85 C0")
                .jump("jnz sharedMounts", "0F 85", "sharedMounts")
                .add("inc eax", "FF C0")
                .add("mov [OWN_MOUNTS], al", "88 04 25", OWN_MOUNTS)
                .label("sharedMounts");
    }

    /** Looks at the next template and, where it is plain, makes a string of it. */
    private static void template(X64Code code) {
        code.label("next")
                .add("mov al, [r15]", "41 8A 07")
                .add("cmp al, OPTIONS", "3C 02")
                .jump("je options", "0F 84", "options")
                .add("cmp al, ARGUMENTS", "3C 03")
                .jump("je arguments", "0F 84", "arguments")
                .add("cmp al, END_OF_ARGUMENTS", "3C 04")
                .jump("je endOfArguments", "0F 84", "endOfArguments")
                .add("cmp al, END_OF_ENVIRONMENT", "3C 05")
                .jump("je endOfEnvironment", "0F 84", "endOfEnvironment")
                .add("cmp al, WITH_OWN_MOUNTS", "3C 06")
                .jump("jne string", "0F 85", "string")
                .add("mov al, [OWN_MOUNTS]", "8A 04 25", OWN_MOUNTS)
                .add("test al, al", "84 C0")
                .jump("jnz wanted", "0F 85", "wanted")
                .label("skipTemplate")
                .add("mov al, [r15]", "41 8A 07")
                .add("inc r15", "49 FF C7")
                .add("test al, al", "84 C0")
                .jump("jnz skipTemplate", "0F 85", "skipTemplate")
                .jump("jmp next", "E9", "next")
                .label("wanted")
                .add("inc r15", "49 FF C7")
                .label("string")
                .add("mov [r13], r14", "4D 89 75 00")
                .add("add r13, 8", "49 83 C5 08")
                .label("expand")
                .add("mov al, [r15]", "41 8A 07")
                .add("inc r15", "49 FF C7")
                .add("cmp al, HOME", "3C 01")
                .jump("je home", "0F 84", "home")
                .add("mov [r14], al", "41 88 06")
                .add("inc r14", "49 FF C6")
                .add("test al, al", "84 C0")
                .jump("jnz expand", "0F 85", "expand")
                .jump("jmp next", "E9", "next")
                .label("home")
                .add("mov esi, OWN_PATH", "BE", OWN_PATH)
                .label("homeByte")
                .add("cmp rsi, r8", "4C 39 C6")
                .jump("je expand", "0F 84", "expand")
                .add("mov al, [rsi]", "8A 06")
                .add("mov [r14], al", "41 88 06")
                .add("inc rsi", "48 FF C6")
                .add("inc r14", "49 FF C6")
                .jump("jmp homeByte", "E9", "homeByte");
    }

    /** Finds the variable and cuts it at blanks. */
    private static void options(X64Code code, int option) {
        code.label("options")
                .add("inc r15", "49 FF C7")
                .add("mov rcx, [r12]", "49 8B 0C 24")
                .add("lea rdx, [r12 + 8*rcx + 16]", "49 8D 54 CC 10")
                .label("variable")
                .add("mov rsi, [rdx]", "48 8B 32")
                .add("add rdx, 8", "48 83 C2 08")
                .add("test rsi, rsi", "48 85 F6")
                .jump("jz next", "0F 84", "next")
                .add("mov edi, option", "BF", option)
                .label("compare")
                .add("mov al, [rdi]", "8A 07")
                .add("test al, al", "84 C0")
                .jump("jz words", "0F 84", "words")
                .add("cmp al, [rsi]", "3A 06")
                .jump("jne variable", "0F 85", "variable")
                .add("inc rsi", "48 FF C6")
                .add("inc rdi", "48 FF C7")
                .jump("jmp compare", "E9", "compare")
                .label("words")
                .add("mov al, [rsi]", "8A 06")
                .add("test al, al", "84 C0")
                .jump("jz next", "0F 84", "next")
                .add("inc rsi", "48 FF C6")
                .add("cmp al, ' '", "3C 20")
                .jump("jbe words", "0F 86", "words")
                .add("mov [r13], r14", "4D 89 75 00")
                .add("add r13, 8", "49 83 C5 08")
                .label("letter")
                .add("mov [r14], al", "41 88 06")
                .add("inc r14", "49 FF C6")
                .add("mov al, [rsi]", "8A 06")
                .add("cmp al, ' '", "3C 20")
                .jump("jbe endOfWord", "0F 86", "endOfWord")
                .add("inc rsi", "48 FF C6")
                .jump("jmp letter", "E9", "letter")
                .label("endOfWord")
                .add("mov byte [r14], 0", "41 C6 06 00")
                .add("inc r14", "49 FF C6")
                .jump("jmp words", "E9", "words");
    }

    /** Header, segments, data, code. */
    private byte[] file(byte[] code) {
        int size = DATA + data.size() + code.length;
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        short executable = 2;
        short x64 = 62;
        file.putShort(executable).putShort(x64).putInt(1);
        file.putLong(FILE + DATA + data.size()); // where to start
        file.putLong(HEADER_SIZE).putLong(0).putInt(0);
        file.putShort((short) HEADER_SIZE).putShort((short) SEGMENT_SIZE).putShort((short) SEGMENTS);
        file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        int load = 1;
        int stack = 0x6474E551;
        int readAndExecute = 5;
        int readAndWrite = 6;
        segment(file, load, readAndExecute, FILE, size, size);
        segment(file, load, readAndWrite, MEMORY, 0, MEMORY_SIZE);
        segment(file, stack, readAndWrite, 0, 0, 0);
        file.put(data.toByteArray());
        file.put(code);
        return file.array();
    }

    private static void segment(ByteBuffer file, int type, int flags, long address, long fileSize, long memorySize) {
        long page = 4096;
        file.putInt(type).putInt(flags).putLong(0).putLong(address).putLong(address);
        file.putLong(fileSize).putLong(memorySize).putLong(page);
    }
}
