package io.kaniko.core.dockerfile;

import java.util.List;

/** EXPOSE: ports as written, unexpanded. */
public record Expose(SourceRange range, String original, List<String> ports) implements Instruction {

    public Expose {
        ports = List.copyOf(ports);
    }
}
