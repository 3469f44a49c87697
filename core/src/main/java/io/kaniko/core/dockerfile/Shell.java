package io.kaniko.core.dockerfile;

import java.util.List;

/** SHELL: what runs the shell form of RUN, CMD and ENTRYPOINT. */
public record Shell(SourceRange range, String original, List<String> arguments) implements Instruction {

    public Shell {
        arguments = List.copyOf(arguments);
    }
}
