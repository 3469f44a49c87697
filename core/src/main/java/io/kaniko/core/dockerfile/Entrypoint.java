package io.kaniko.core.dockerfile;

/** ENTRYPOINT: what a container runs. */
public record Entrypoint(SourceRange range, String original, CommandLine command) implements Instruction {}
