package io.kaniko.spi;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What a snapshot may look at.
 *
 * @param tree the stage's file system
 * @param overlayUpper the upper directory of the overlay file system that the stage root is, where it is one
 */
public record SnapshotScope(FileTree tree, Optional<Path> overlayUpper) {

    public SnapshotScope {
        Objects.requireNonNull(tree, "tree");
        Objects.requireNonNull(overlayUpper, "overlayUpper");
    }
}
