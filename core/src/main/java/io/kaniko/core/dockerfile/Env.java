package io.kaniko.core.dockerfile;

import java.util.List;

/** ENV: variables of this stage, of later ones built on it, and of the image. */
public record Env(SourceRange range, String original, List<KeyValue> variables) implements Instruction {

    public Env {
        variables = List.copyOf(variables);
    }
}
