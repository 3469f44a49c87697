package io.kaniko.core.dockerfile;

import java.util.Optional;

/**
 * FROM: a stage begins.
 *
 * @param base an image, an earlier stage or {@code scratch}, unexpanded
 * @param platform the value of {@code --platform}, unexpanded
 * @param stageName the name after AS in lower case
 */
public record From(
        SourceRange range, String original, String base, Optional<String> platform, Optional<String> stageName)
        implements Instruction {}
