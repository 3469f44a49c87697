package io.kaniko.core.dockerfile;

/** USER: who runs what follows, {@code user[:group]}, unexpanded. */
public record User(SourceRange range, String original, String user) implements Instruction {}
