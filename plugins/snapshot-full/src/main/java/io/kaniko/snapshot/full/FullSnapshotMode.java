package io.kaniko.snapshot.full;

import io.kaniko.spi.SnapshotMode;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
import io.kaniko.spi.TouchRecord;
import io.kaniko.spi.TouchedFiles;
import org.pf4j.Extension;

/** {@code --snapshot-mode=full}: finds every change, and reads only the files that metadata leaves in doubt. */
@Extension
public final class FullSnapshotMode implements SnapshotMode {

    @Override
    public String name() {
        return "full";
    }

    @Override
    public Snapshotter open(SnapshotScope scope) {
        return switch (scope.touched()) {
            case TouchRecord.Kept(TouchedFiles files) -> new TouchedSnapshotter(scope.tree(), files);
            case TouchRecord.Missing missing -> new FullSnapshotter(scope.tree());
        };
    }
}
