package io.kaniko.core.build;

import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.OverlayRoot;
import io.kaniko.core.rootfs.StageRoot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Brings a stage's base to disk: as an overlay upon files that stages share, where that is possible, and otherwise as
 * files of the stage's own.
 */
final class StageGrounds {

    /** The files of a stage. */
    sealed interface Ground {

        StageRoot root();

        /** What is known of the files' contents, while they stay as they are. */
        DigestRecord digests();

        record Overlay(OverlayRoot overlay, DigestRecord digests) implements Ground {
            @Override
            public StageRoot root() {
                return overlay.root();
            }
        }

        /** @param reason why it is no overlay */
        record Plain(StageRoot root, DigestRecord digests, String reason) implements Ground {}
    }

    /**
     * Directories that an overlay can be mounted upon.
     *
     * @param layers the uppermost first
     */
    record Stack(List<Path> layers, DigestRecord digests) {}

    /** Some attributes are remembered by path, which is another one in another root. */
    static final String REFUSED = "this disk did not take all attributes of the files";

    private final Workspace workspace;
    private final StageRoots roots;
    private final StageBases bases;
    private final Overlays overlays;

    StageGrounds(Workspace workspace, StageRoots roots, StageBases bases, Overlays overlays) {
        this.workspace = workspace;
        this.roots = roots;
        this.bases = bases;
        this.overlays = overlays;
    }

    /** @param runs whether the stage has steps that run something */
    Ground prepare(int stage, StageDisk.Base base, boolean runs) throws IOException, InterruptedException {
        return switch (overlays.forStage(runs)) {
            case Overlays.Answer.Impossible(String reason) -> plain(stage, base, reason);
            case Overlays.Answer.Possible possible -> {
                Optional<Stack> stack = stack(base);
                yield stack.isPresent()
                        ? new Ground.Overlay(
                                overlays.mount(
                                        stage, possible.ability(), stack.get().layers()),
                                DigestRecord.above(stack.get().digests()))
                        : copied(stage, base);
            }
        };
    }

    private Optional<Stack> stack(StageDisk.Base base) throws IOException, InterruptedException {
        return switch (base) {
            case StageDisk.Base.Nothing nothing -> Optional.of(new Stack(List.of(), new DigestRecord()));
            case StageDisk.Base.ImageLayers image -> {
                StageBases.Extracted files = bases.get(image.layers());
                yield files.root().files().differFromDisk()
                        ? Optional.empty()
                        : Optional.of(new Stack(List.of(files.root().path()), files.digests()));
            }
            case StageDisk.Base.StageCopy copy -> copy.stage().stack();
        };
    }

    private Ground plain(int stage, StageDisk.Base base, String reason) throws IOException, InterruptedException {
        Ground.Plain ground = new Ground.Plain(root(stage), new DigestRecord(), reason);
        switch (base) {
            case StageDisk.Base.Nothing nothing -> {}
            case StageDisk.Base.ImageLayers image -> roots.extract(image.layers(), ground.root(), ground.digests());
            case StageDisk.Base.StageCopy copy -> roots.copy(copy.stage().root(), ground.root());
        }
        return ground;
    }

    /** As it would be without overlays, of what is on disk already. */
    private Ground copied(int stage, StageDisk.Base base) throws IOException, InterruptedException {
        if (base instanceof StageDisk.Base.ImageLayers image) {
            Ground.Plain ground = new Ground.Plain(root(stage), new DigestRecord(), REFUSED);
            roots.copy(bases.get(image.layers()).root(), ground.root());
            return ground;
        }
        return plain(stage, base, REFUSED);
    }

    private StageRoot root(int stage) throws IOException {
        return new StageRoot(workspace.stageRoot(stage));
    }

    void warnOfDifference(int stage) {
        roots.warnOfDifference(stage);
    }
}
