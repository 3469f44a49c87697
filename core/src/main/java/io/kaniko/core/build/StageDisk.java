package io.kaniko.core.build;

import io.kaniko.core.layer.Layer;
import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.rootfs.StageTree;
import io.kaniko.core.snapshot.ImagePaths;
import io.kaniko.core.step.StageFiles;
import io.kaniko.spi.Changes;
import io.kaniko.spi.SnapshotMode;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stage's directory, filled with its base when the first step asks for it. Safe for several threads. */
final class StageDisk implements StageFiles {

    /** What a stage's directory is filled with. */
    sealed interface Base {
        record Nothing() implements Base {}

        record ImageLayers(List<Layer> layers) implements Base {}

        record StageCopy(StageDisk stage) implements Base {}
    }

    private final Workspace workspace;
    private final int stage;
    private final Base base;
    private final StageRoots roots;
    private final SnapshotMode mode;
    private final ImagePaths imagePaths;
    private final DigestRecord digests = new DigestRecord();
    private @Nullable StageRoot root;
    private @Nullable Snapshotter snapshotter;
    private boolean toldOfDifference;

    StageDisk(Workspace workspace, int stage, Base base, StageRoots roots, SnapshotMode mode, ImagePaths imagePaths) {
        this.workspace = workspace;
        this.stage = stage;
        this.base = base;
        this.roots = roots;
        this.mode = mode;
        this.imagePaths = imagePaths;
    }

    @Override
    public synchronized StageRoot root() throws IOException, InterruptedException {
        StageRoot ready = root;
        if (ready == null) {
            ready = new StageRoot(workspace.stageRoot(stage));
            switch (effectiveBase()) {
                case Base.Nothing nothing -> {}
                case Base.ImageLayers image -> roots.extract(image.layers(), ready, digests);
                case Base.StageCopy copy -> roots.copy(copy.stage().root(), ready);
            }
            root = ready;
        }
        return ready;
    }

    /** What is known of the contents of the files, while they stay as they are. */
    DigestRecord digests() {
        return digests;
    }

    /** Where the stage below has no files of its own on disk, its base serves as well and saves a copy. */
    private Base effectiveBase() {
        return base instanceof Base.StageCopy copy
                ? copy.stage().baseIfUntouched().orElse(base)
                : base;
    }

    private synchronized Optional<Base> baseIfUntouched() {
        return root == null ? Optional.of(effectiveBase()) : Optional.empty();
    }

    @Override
    public void baseline() throws IOException, InterruptedException {
        Snapshotter watching = snapshotter;
        if (watching == null) {
            StageTree tree = new StageTree(root(), imagePaths::ignores, digests);
            watching = mode.open(new SnapshotScope(tree, Optional.empty()));
            snapshotter = watching;
        }
        if (!toldOfDifference && root().files().differFromDisk()) {
            roots.warnOfDifference(stage);
            toldOfDifference = true;
        }
        watching.baseline();
    }

    @Override
    public Changes changes() throws IOException {
        Snapshotter watching = snapshotter;
        if (watching == null) {
            throw new IllegalStateException("changes() before baseline()");
        }
        return imagePaths.keep(watching.changes());
    }
}
