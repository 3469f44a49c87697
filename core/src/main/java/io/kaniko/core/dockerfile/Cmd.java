package io.kaniko.core.dockerfile;

/** CMD: what a container runs, or the default arguments of its entrypoint. */
public record Cmd(SourceRange range, String original, CommandLine command) implements Instruction {}
