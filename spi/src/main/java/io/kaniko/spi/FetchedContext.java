package io.kaniko.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Where a build context was found: a directory to be used in place, or an archive that core unpacks. */
public sealed interface FetchedContext {

    /**
     * A directory that core reads and never writes.
     *
     * @param path an absolute path of an existing directory
     * @param ignoreFileApplies whether a {@code .dockerignore} in it counts (BuildKit: not for Git contexts)
     * @param modified when its content came to be, where the source knows: the time of a Git commit. It is what {@code
     *     SOURCE_DATE_EPOCH=context} means
     */
    record Directory(Path path, boolean ignoreFileApplies, Optional<Instant> modified) implements FetchedContext {
        public Directory {
            Objects.requireNonNull(modified, "modified");
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("a context directory must be absolute: " + path);
            }
        }

        public Directory(Path path, boolean ignoreFileApplies) {
            this(path, ignoreFileApplies, Optional.empty());
        }

        public Directory(Path path) {
            this(path, true);
        }
    }

    /**
     * A tar archive: plain, gzip, zstd, xz or bzip2, which core recognises by content. Core unpacks it below its work
     * directory with its own safety checks and limits, and closes the stream.
     *
     * @param stream opened once
     * @param description names the archive in messages, without secrets
     * @param modified when it was last changed, where the source knows: {@code Last-Modified} of a download. It is what
     *     {@code SOURCE_DATE_EPOCH=context} means
     */
    record Archive(Opener stream, String description, Optional<Instant> modified) implements FetchedContext {
        public Archive {
            Objects.requireNonNull(modified, "modified");
            Objects.requireNonNull(stream, "stream");
            Objects.requireNonNull(description, "description");
        }

        public Archive(Opener stream, String description) {
            this(stream, description, Optional.empty());
        }
    }

    /** Opens the bytes of an archive. */
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }
}
