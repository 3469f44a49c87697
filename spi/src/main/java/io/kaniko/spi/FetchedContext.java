package io.kaniko.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;

/** Where a build context was found: a directory to be used in place, or an archive that core unpacks. */
public sealed interface FetchedContext {

    /**
     * A directory that core reads and never writes.
     *
     * @param path an absolute path of an existing directory
     * @param ignoreFileApplies whether a {@code .dockerignore} in it counts (BuildKit: not for Git contexts)
     */
    record Directory(Path path, boolean ignoreFileApplies) implements FetchedContext {
        public Directory {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("a context directory must be absolute: " + path);
            }
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
     */
    record Archive(Opener stream, String description) implements FetchedContext {
        public Archive {
            Objects.requireNonNull(stream, "stream");
            Objects.requireNonNull(description, "description");
        }
    }

    /** Opens the bytes of an archive. */
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }
}
