package io.kaniko.core.run;

import io.kaniko.spi.BuildException;
import java.util.Optional;

/** A RUN process ended with a code other than 0. The build ends with the same code. */
public final class RunFailedException extends BuildException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /**
     * @param command as the Dockerfile has it, without secrets
     * @param exitCode of the process; 128 and the signal's number where a signal killed it
     */
    public RunFailedException(String command, int exitCode) {
        super(Kind.USER, message(command, exitCode), remedy(exitCode), null);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }

    private static String message(String command, int exitCode) {
        return "process \"" + command + "\" did not complete successfully: exit code: " + exitCode;
    }

    private static Optional<String> remedy(int exitCode) {
        return switch (exitCode) {
            case 126 -> Optional.of("126 usually means that a shell found the program but could not execute it.");
            case 127 -> Optional.of("127 usually means that a shell did not find a program in the image.");
            case 137 ->
                Optional.of("137 means that the process was killed (signal 9), most often because it, or the container"
                        + " that builds, used more memory than it may: raise the memory limit.");
            case 139 -> Optional.of("139 means that the process crashed (signal 11, segmentation fault).");
            default -> Optional.empty();
        };
    }
}
