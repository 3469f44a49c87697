package io.kaniko.snapshot.full;

import io.kaniko.spi.SnapshotMode;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
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
        return new FullSnapshotter(scope.tree());
    }
}
