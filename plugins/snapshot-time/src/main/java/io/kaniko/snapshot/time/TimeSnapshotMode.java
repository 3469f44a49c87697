package io.kaniko.snapshot.time;

import io.kaniko.snapshot.index.FileFacts;
import io.kaniko.snapshot.index.StatSnapshotter;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.SnapshotMode;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
import org.pf4j.Extension;

/** {@code --snapshot-mode=time}: only the modification time counts. Opens no file. */
@Extension
public final class TimeSnapshotMode implements SnapshotMode {

    @Override
    public String name() {
        return "time";
    }

    @Override
    public Snapshotter open(SnapshotScope scope) {
        return StatSnapshotter.open(scope, (before, now) -> !same(before, now));
    }

    /** A directory's time changes with what is in it, and that is reported by itself. */
    private static boolean same(FileStat before, FileStat now) {
        return now.isDirectory() ? before.isDirectory() : FileFacts.sameTypeAndTime(before, now);
    }
}
