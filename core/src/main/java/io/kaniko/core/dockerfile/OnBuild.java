package io.kaniko.core.dockerfile;

/**
 * ONBUILD: an instruction for builds on this image.
 *
 * @param trigger its text, with its here-documents; {@link DockerfileParser#parseInstruction} reads it
 */
public record OnBuild(SourceRange range, String original, String trigger) implements Instruction {}
