package io.kaniko.snapshot.overlay;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.BuildException.Kind;
import io.kaniko.spi.FileTree;
import io.kaniko.spi.SnapshotMode;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
import io.kaniko.spi.TouchRecord;
import io.kaniko.spi.TouchedFiles;
import org.pf4j.Extension;

/** {@code --snapshot-mode=overlay}: what was touched has changed. Costs what was touched, and opens no file. */
@Extension
public final class OverlaySnapshotMode implements SnapshotMode {

    @Override
    public String name() {
        return "overlay";
    }

    @Override
    public Snapshotter open(SnapshotScope scope) {
        FileTree tree = scope.tree();
        return switch (scope.touched()) {
            case TouchRecord.Kept(TouchedFiles files) -> new OverlaySnapshotter(tree, files);
            case TouchRecord.Missing(String reason) ->
                throw new BuildException(
                        Kind.ENVIRONMENT,
                        "Snapshot mode overlay is not possible here: " + reason,
                        "Use --snapshot-mode=auto, which takes another one then, or full. Overlay needs namespace"
                            + " isolation, and a --kaniko-dir on a file system that overlays can be made of: not on an"
                            + " overlay, as the root of a container is, but on a volume.");
        };
    }
}
