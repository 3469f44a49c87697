package io.kaniko.core.step;

import io.kaniko.core.rootfs.Accounts;
import io.kaniko.core.rootfs.CopyAttributes;
import io.kaniko.core.rootfs.ModeChange;
import io.kaniko.core.rootfs.SourceTree;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.rootfs.TouchedPaths;
import io.kaniko.core.rootfs.TreeCopier;
import io.kaniko.core.rootfs.TreeMerger;
import io.kaniko.spi.BuildException;
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
    private final Optional<Accounts.Owner> givenOwner;
    private final TouchedPaths touched = new TouchedPaths();
    private final TreeCopier copier;
    private final TreeCopier writer;

    private CopyTarget(
            StageRoot stage,
            StageRoot root,
            String destination,
            CopyAttributes attributes,
            Optional<Accounts.Owner> givenOwner) {
        this.stage = stage;
        this.root = root;
        this.destination = destination;
        this.givenOwner = givenOwner;
        this.copier = new TreeCopier(root, attributes, touched);
        this.writer = new TreeCopier(
                root,
                new CopyAttributes(attributes.owner().or(() -> Optional.of(Accounts.Owner.ROOT)), attributes.mode()),
                touched);
    }

    /**
     * @param destination absolute, with {@code /} at its end where it is a directory
     * @param givenOwner what {@code --chown} asked for
     * @param linkDirectory an empty directory for {@code --link}; empty copies straight into the stage
     */
    static CopyTarget open(
            StageRoot stage,
            String destination,
            CopyAttributes attributes,
            Optional<Accounts.Owner> givenOwner,
            Optional<Path> linkDirectory) {
        StageRoot root = linkDirectory.map(StageRoot::new).orElse(stage);
        return new CopyTarget(stage, root, destination, attributes, givenOwner);
    }

    /**
     * The attributes that {@code --chown} and {@code --chmod} ask for; the mode is expanded, empty is not given.
     *
     * @param ownedByRoot whether without {@code --chown} everything belongs to root
     */
    static CopyAttributes attributes(Optional<Accounts.Owner> chown, String chmod, boolean ownedByRoot) {
        Optional<Accounts.Owner> owner = ownedByRoot ? chown.or(() -> Optional.of(Accounts.Owner.ROOT)) : chown;
        try {
            return new CopyAttributes(owner, ModeChange.parse(chmod));
        } catch (IllegalArgumentException e) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    String.valueOf(e.getMessage()),
                    "Write --chmod=755 or --chmod=u=rwX,go=rX.");
        }
    }

    String destination() {
        return destination;
    }

    StageRoot root() {
        return root;
    }

    /** What {@code --chown} asked for; what an archive holds keeps its owner without it. */
    Optional<Accounts.Owner> givenOwner() {
        return givenOwner;
    }

    TouchedPaths touched() {
        return touched;
    }

    /** Makes the destination itself, as the directory that an archive is unpacked into: {@code --chmod} does not count. */
    void makeArchiveDirectory() throws IOException {
        CopyAttributes ownerOnly = new CopyAttributes(givenOwner, Optional.empty());
        new TreeCopier(root, ownerOnly, touched).makeDirectories(destination);
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
        for (ParentPaths.Match match : paths.matches()) {
            copier.copyWithParents(tree, match.pivot(), match.path(), destination);
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
