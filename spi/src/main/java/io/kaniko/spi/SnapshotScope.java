package io.kaniko.spi;

import java.util.Objects;

/**
 * What a snapshot may look at.
 *
 * @param tree the stage's file system
 * @param touched what was touched since the last baseline, where somebody keeps a record of it
 */
public record SnapshotScope(FileTree tree, TouchRecord touched) {

    public SnapshotScope {
        Objects.requireNonNull(tree, "tree");
        Objects.requireNonNull(touched, "touched");
    }
}
