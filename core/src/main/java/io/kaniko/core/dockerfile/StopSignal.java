package io.kaniko.core.dockerfile;

/** STOPSIGNAL: how a container is asked to stop, a name or a number, unexpanded. */
public record StopSignal(SourceRange range, String original, String signal) implements Instruction {}
