package io.kaniko.core.layer;

import io.kaniko.spi.BuildException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How layers are written.
 *
 * @param level gzip up to 9, zstd up to 22; 0 does not compress, less than 0 is the default
 * @param clampTime the latest modification time that a file may show ({@code SOURCE_DATE_EPOCH}); whole seconds count
 */
public record LayerFormat(Compression compression, int level, Optional<Instant> clampTime) {

    /** What "no level" looks like. */
    public static final int DEFAULT_LEVEL = -1;

    public LayerFormat {
        Objects.requireNonNull(compression, "compression");
        Objects.requireNonNull(clampTime, "clampTime");
        if (level > compression.highestLevel()) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "the compression level " + level + " is not one of " + compression + ", which has 0 to "
                            + compression.highestLevel(),
                    "Leave the level out, or give one of these.");
        }
    }

    public LayerFormat(Compression compression) {
        this(compression, DEFAULT_LEVEL, Optional.empty());
    }
}
