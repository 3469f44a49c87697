package io.kaniko.core.dockerfile;

/** MAINTAINER: who made the image; deprecated in favour of a label. */
public record Maintainer(SourceRange range, String original, String name) implements Instruction {}
