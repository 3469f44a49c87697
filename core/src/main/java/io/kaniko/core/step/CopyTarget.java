package io.kaniko.core.step;

import io.kaniko.core.rootfs.Accounts;
import io.kaniko.core.rootfs.CopyAttributes;
import io.kaniko.core.rootfs.ModeChange;
import io.kaniko.core.rootfs.SourceTree;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.rootfs.TouchedPaths;
import io.kaniko.core.rootfs.TreeCopier;
import io.kaniko.core.rootfs.TreeMerger;
import io.kaniko.spi.Changes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where one COPY or ADD writes: the stage root, or with {@code --link} a fresh tree that is stacked on it afterwards, so
 * that links in the stage are not followed.
 */
final class CopyTarget {

    private final StageRoot stage;
    private final StageRoot root;
    private final String destination;
    private final CopyAttributes attributes;
    private final TouchedPaths touched = new TouchedPaths();
    private final TreeCopier copier;
    private final TreeCopier writer;

    private CopyTarget(StageRoot stage, StageRoot root, String destination, CopyAttributes attributes) {
        this.stage = stage;
        this.root = root;
        this.destination = destination;
        this.attributes = attributes;
        this.copier = new TreeCopier(root, attributes, touched);
        this.writer = new TreeCopier(
                root,
                new CopyAttributes(attributes.owner().or(() -> Optional.of(Accounts.Owner.ROOT)), attributes.mode()),
                touched);
    }

    /**
     * @param destination absolute, with {@code /} at its end where it is a directory
     * @param linkDirectory an empty directory for {@code --link}; empty copies straight into the stage
     */
    static CopyTarget open(
            StageRoot stage, String destination, CopyAttributes attributes, Optional<Path> linkDirectory) {
        StageRoot root = linkDirectory.map(StageRoot::new).orElse(stage);
        return new CopyTarget(stage, root, destination, attributes);
    }

    /**
     * The attributes that {@code --chown} and {@code --chmod} ask for; both already expanded, empty is not given.
     *
     * @param ownedByRoot whether without {@code --chown} everything belongs to root
     */
    static CopyAttributes attributes(StageRoot stage, String chown, String chmod, boolean ownedByRoot)
            throws IOException {
        Optional<Accounts.Owner> owner;
        if (!chown.isEmpty()) {
            owner = Optional.of(Accounts.of(stage).owner(chown));
        } else {
            owner = ownedByRoot ? Optional.of(Accounts.Owner.ROOT) : Optional.empty();
        }
        return new CopyAttributes(owner, ModeChange.parse(chmod));
    }

    String destination() {
        return destination;
    }

    StageRoot root() {
        return root;
    }

    CopyAttributes attributes() {
        return attributes;
    }

    TouchedPaths touched() {
        return touched;
    }

    /** Makes the destination itself, as a directory. */
    void makeDirectories() throws IOException {
        copier.makeDirectories(destination);
    }

    void copy(SourceTree tree, SourcePaths.Source source) throws IOException {
        copier.copy(tree, source.file(), source.name(), destination);
    }

    /** Copies a file that the builder itself has made: it belongs to root unless {@code --chown} says otherwise. */
    void copyOwn(SourceTree tree, SourcePaths.Source source) throws IOException {
        writer.copy(tree, source.file(), source.name(), destination);
    }

    void copyWithParents(SourceTree tree, ParentPaths paths) throws IOException {
        copier.makeDirectories(destination);
        for (String path : paths.paths()) {
            copier.copyWithParents(tree, paths.pivot(), path, destination);
        }
    }

    /** Stacks the fresh tree of {@code --link} and tells what the step has touched. */
    Changes finish() throws IOException {
        if (root == stage) {
            return touched.changes();
        }
        TouchedPaths merged = new TouchedPaths();
        new TreeMerger(stage, merged).merge(root);
        return merged.changes();
    }
}
