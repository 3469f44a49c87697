package io.kaniko.core.dockerfile;

/** WORKDIR: the working directory, unexpanded. */
public record Workdir(SourceRange range, String original, String path) implements Instruction {}
