package io.kaniko.core.layer;

import io.kaniko.spi.BuildException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How layers are written.
 *
 * @param level gzip 0 to 9, zstd 1 to 22; less than 0 for the default
 * @param clampTime the latest modification time that a file may show ({@code SOURCE_DATE_EPOCH}); whole seconds count
 */
public record LayerFormat(Compression compression, int level, Optional<Instant> clampTime) {

    /** What "no level" looks like. */
    public static final int DEFAULT_LEVEL = -1;

    public LayerFormat {
        Objects.requireNonNull(compression, "compression");
        Objects.requireNonNull(clampTime, "clampTime");
        boolean known = level < 0 || level >= compression.leastLevel() && level <= compression.highestLevel();
        if (compression != Compression.NONE && !known) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "the compression level " + level + " is not one of " + compression + ", which has "
                            + compression.leastLevel() + " to " + compression.highestLevel(),
                    "Leave the level out, or give one of these.");
        }
    }

    public LayerFormat(Compression compression) {
        this(compression, DEFAULT_LEVEL, Optional.empty());
    }

    /** The level that counts. */
    int effectiveLevel() {
        if (level >= 0) {
            return level;
        }
        return switch (compression) {
            case NONE -> 0;
            case GZIP -> GzipEncoder.DEFAULT_LEVEL;
            case ZSTD -> ZstdEncoder.DEFAULT_LEVEL;
        };
    }
}
