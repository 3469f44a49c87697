package io.kaniko.core.dockerfile;

import java.util.List;
import java.util.Optional;

/** ARG: variables that the person who builds may set. */
public record Arg(SourceRange range, String original, List<Declaration> declarations) implements Instruction {

    public Arg {
        declarations = List.copyOf(declarations);
    }

    /**
     * One of them.
     *
     * @param defaultValue unexpanded; empty where none was given
     */
    public record Declaration(String name, Optional<String> defaultValue) {}
}
