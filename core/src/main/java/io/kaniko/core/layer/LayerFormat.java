package io.kaniko.core.layer;

import java.time.Instant;
import java.util.Optional;

/**
 * How layers are written.
 *
 * @param level of the codec; -1 is its default
 * @param clampTime no file is younger than this in the layer
 */
public record LayerFormat(Compression compression, int level, Optional<Instant> clampTime) {}
