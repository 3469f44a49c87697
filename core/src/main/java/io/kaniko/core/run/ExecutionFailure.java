package io.kaniko.core.run;

import io.kaniko.core.nativeio.ChildFailedException;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Finds out why the kernel would not execute a program that is there. */
final class ExecutionFailure {

    private static final int ENOENT = 2;
    private static final int E2BIG = 7;
    private static final int ENOEXEC = 8;
    private static final int EACCES = 13;

    /** Enough for every header that linkers write. */
    private static final int LARGEST_HEADER = 64 << 10;

    private ExecutionFailure() {}

    static BuildException explain(ChildFailedException failure, RunCommand command, String program) {
        Optional<ProgramHeader> header = read(command, program);
        String remedy = switch (failure.errno()) {
            case ENOENT ->
                header.flatMap(ProgramHeader::interpreter)
                        .map(interpreter -> "The program is there, but what runs it is not: " + interpreter
                                + ". It comes from another distribution, has Windows line ends, or its"
                                + " interpreter is not installed.")
                        .orElse("It may have been removed by a mount that hides it.");
            case ENOEXEC -> formatRemedy(header);
            case EACCES ->
                "User " + command.user().uid() + " may not execute it: check the permissions of the"
                        + " file and of the directories above it.";
            case E2BIG -> "Arguments and environment are longer than Linux allows: write them to a file.";
            default -> "The kernel gave no further reason.";
        };
        return new BuildException(
                BuildException.Kind.USER,
                "exec " + program + ": " + lowerFirst(failure.reason()),
                Optional.of(remedy),
                failure);
    }

    private static String formatRemedy(Optional<ProgramHeader> header) {
        if (header.isEmpty()) {
            return "It is neither a program for Linux nor a script: a script must begin with #! and an interpreter.";
        }
        return "It is a program for " + header.get().machine() + ", and this machine is "
                + System.getProperty("os.arch")
                + ". Choose a base image and programs of this architecture, or install an"
                + " emulator (binfmt_misc) on the machine.";
    }

    private static Optional<ProgramHeader> read(RunCommand command, String program) {
        String absolute = program.startsWith("/") ? program : command.workingDirectory() + "/" + program;
        try (InputStream in =
                LinuxFiles.read(command.root().resolve(absolute, true).host())) {
            return ProgramHeader.parse(in.readNBytes(LARGEST_HEADER));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static String lowerFirst(String text) {
        return Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
