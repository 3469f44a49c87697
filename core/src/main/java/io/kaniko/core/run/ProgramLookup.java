package io.kaniko.core.run;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.util.Optional;

/** Finds the program of a command inside a stage root, as Go's {@code exec.LookPath} does for runc. */
final class ProgramLookup {

    private ProgramLookup() {}

    /** The path of the program in the image, links unresolved, absolute or relative to the working directory. */
    static String find(RunCommand command) throws IOException {
        String program = command.arguments().getFirst();
        if (program.contains("/")) {
            requireExecutable(command, program);
            return program;
        }
        String path = command.environment().getOrDefault("PATH", "");
        for (String directory : path.split(":")) {
            // Go, and so BuildKit, refuses programs of the working directory; here they are just not looked for.
            if (directory.startsWith("/")) {
                String candidate = directory + "/" + program;
                if (isExecutable(command.root().resolve(candidate, true).stat())) {
                    return candidate;
                }
            }
        }
        throw new BuildException(
                BuildException.Kind.USER,
                "exec: \"" + program + "\": executable file not found in $PATH",
                path.isEmpty()
                        ? "Set PATH in the Dockerfile (ENV PATH=...), or give the program's absolute path."
                        : "Install it in the image, or give its absolute path. Looked in: " + path);
    }

    private static void requireExecutable(RunCommand command, String program) throws IOException {
        String absolute = program.startsWith("/") ? program : command.workingDirectory() + "/" + program;
        Optional<FileStat> stat = command.root().resolve(absolute, true).stat();
        // Below /proc the process will see other files than those that lie here.
        if (isExecutable(stat) || absolute.startsWith("/proc/")) {
            return;
        }
        if (stat.isEmpty()) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "exec: \"" + program + "\": stat " + program + ": no such file or directory",
                    program.equals("/bin/sh")
                            ? "The image has no shell: use the JSON form of RUN with a program that it has, or a SHELL"
                                    + " instruction."
                            : "Check the path, and that an earlier instruction puts the program into this stage.");
        }
        throw new BuildException(
                BuildException.Kind.USER,
                "exec: \"" + program + "\": " + (stat.get().isDirectory() ? "is a directory" : "permission denied"),
                stat.get().isDirectory()
                        ? "Name a program."
                        : "Make it executable: COPY --chmod=755, or RUN chmod +x.");
    }

    private static boolean isExecutable(Optional<FileStat> stat) {
        return stat.filter(file -> file.isRegularFile() && (file.mode() & 0111) != 0)
                .isPresent();
    }
}
