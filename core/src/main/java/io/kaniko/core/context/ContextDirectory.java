package io.kaniko.core.context;

import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.spi.ContextLocation;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * A build context that lies on this machine, before it is known which files of it count.
 *
 * @param location what the user asked for
 * @param inPlace whether it is the user's own directory, whose links are trusted, and not something that was fetched
 * @param ignoreFileApplies whether a {@code .dockerignore} counts
 * @param modified when its content came to be, where that is known: the time of a Git commit
 */
public record ContextDirectory(
        ContextLocation location,
        StageRoot root,
        boolean inPlace,
        boolean ignoreFileApplies,
        Optional<Instant> modified) {

    /** With the {@code .dockerignore} in its root: for contexts that have no Dockerfile of their own. */
    public BuildContext withOwnIgnoreFile() throws IOException {
        return new BuildContext(root, new IgnoreFile(this).inRoot());
    }
}
