package io.kaniko.core.build;

import io.kaniko.core.build.StageGrounds.Ground;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.OverlayRoot;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.rootfs.StageTree;
import io.kaniko.core.snapshot.ImagePaths;
import io.kaniko.core.step.StageFiles;
import io.kaniko.spi.Changes;
import io.kaniko.spi.SnapshotMode;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
import io.kaniko.spi.TouchRecord;
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

    private final int stage;
    private final Base base;
    private final boolean runs;
    private final StageGrounds grounds;
    private final SnapshotMode mode;
    private final ImagePaths imagePaths;
    private @Nullable Ground ground;
    private @Nullable Snapshotter snapshotter;
    private boolean toldOfDifference;
    /** Whether the snapshotter knows the files as they are: nobody has asked for them since it looked. */
    private boolean upToDate;

    /** @param runs whether the stage has steps that run something */
    StageDisk(int stage, Base base, boolean runs, StageGrounds grounds, SnapshotMode mode, ImagePaths imagePaths) {
        this.stage = stage;
        this.base = base;
        this.runs = runs;
        this.grounds = grounds;
        this.mode = mode;
        this.imagePaths = imagePaths;
    }

    /** The root for a step, which may write to it. */
    @Override
    public synchronized StageRoot root() throws IOException, InterruptedException {
        upToDate = false;
        return ground().root();
    }

    /** The root for reading. */
    StageRoot writtenRoot() throws IOException, InterruptedException {
        return ground().root();
    }

    private synchronized Ground ground() throws IOException, InterruptedException {
        Ground ready = ground;
        if (ready == null) {
            ready = grounds.prepare(stage, effectiveBase(), runs);
            ground = ready;
        }
        return ready;
    }

    /** What is known of the contents of the files, while they stay as they are. */
    DigestRecord digests() throws IOException, InterruptedException {
        return ground().digests();
    }

    /** Where the stage below has no files of its own on disk, its base serves as well. */
    private Base effectiveBase() {
        return base instanceof Base.StageCopy copy
                ? copy.stage().baseIfUntouched().orElse(base)
                : base;
    }

    private synchronized Optional<Base> baseIfUntouched() {
        return ground == null ? Optional.of(effectiveBase()) : Optional.empty();
    }

    /** The stage is done and others are built upon it. Before anybody else reads its files. */
    synchronized void settle() throws IOException {
        if (ground instanceof Ground.Overlay files && isAsOnDisk(files)) {
            files.overlay().freeze();
        }
    }

    /** What an overlay can be mounted upon, after the stage is {@linkplain #settle settled}. */
    synchronized Optional<StageGrounds.Stack> stack() {
        return ground instanceof Ground.Overlay files && isAsOnDisk(files)
                ? Optional.of(new StageGrounds.Stack(files.overlay().layers(), files.digests()))
                : Optional.empty();
    }

    private static boolean isAsOnDisk(Ground files) {
        return !files.root().files().differFromDisk();
    }

    @Override
    public synchronized void baseline() throws IOException, InterruptedException {
        Ground files = ground();
        if (!toldOfDifference && !isAsOnDisk(files)) {
            grounds.warnOfDifference(stage);
            toldOfDifference = true;
            // What is remembered by inode does not survive that files become a layer.
            snapshotter = null;
        }
        Snapshotter watching = snapshotter;
        if (watching == null) {
            StageTree tree = new StageTree(files.root(), imagePaths::ignores, files.digests());
            watching = mode.open(new SnapshotScope(tree, touched(files)));
            snapshotter = watching;
            upToDate = false;
        }
        if (files instanceof Ground.Overlay(OverlayRoot overlay, DigestRecord digests) && isAsOnDisk(files)) {
            overlay.freeze();
        }
        if (!upToDate) {
            watching.baseline();
        }
    }

    private TouchRecord touched(Ground files) {
        return switch (files) {
            case Ground.Plain plain -> new TouchRecord.Missing(plain.reason());
            case Ground.Overlay(OverlayRoot overlay, DigestRecord digests) ->
                isAsOnDisk(files)
                        ? new TouchRecord.Kept(overlay.touched(imagePaths::ignores, digests))
                        : new TouchRecord.Missing(StageGrounds.REFUSED);
        };
    }

    @Override
    public synchronized Changes changes() throws IOException {
        Snapshotter watching = snapshotter;
        if (watching == null) {
            throw new IllegalStateException("changes() before baseline()");
        }
        Changes changes = watching.changes();
        upToDate = true;
        return imagePaths.keep(changes);
    }
}
