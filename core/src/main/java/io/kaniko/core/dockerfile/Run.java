package io.kaniko.core.dockerfile;

import java.util.List;

/**
 * RUN: a command changes the stage's files.
 *
 * @param command the command line without its here-documents
 * @param mounts the values of {@code --mount}, unexpanded; {@link MountSpec#parse} reads them
 * @param devices the values of {@code --device}
 */
public record Run(
        SourceRange range,
        String original,
        CommandLine command,
        List<Heredoc> heredocs,
        List<String> mounts,
        Network network,
        Security security,
        List<String> devices)
        implements Instruction {

    /** The value of {@code --network}. */
    public enum Network {
        DEFAULT,
        NONE,
        HOST
    }

    /** The value of {@code --security}. */
    public enum Security {
        SANDBOX,
        INSECURE
    }

    public Run {
        heredocs = List.copyOf(heredocs);
        mounts = List.copyOf(mounts);
        devices = List.copyOf(devices);
    }
}
