package io.kaniko.snapshot.time;

import io.kaniko.snapshot.index.StatSnapshotter;
import io.kaniko.snapshot.index.TreeIndex;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
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
        return new StatSnapshotter(scope.tree(), (before, entry, now) -> !same(before, entry, now));
    }

    /** A directory's time changes with what is in it, and that is reported by itself. */
    private static boolean same(TreeIndex before, int entry, FileStat now) {
        return now.isDirectory()
                ? FileType.ofMode(before.mode(entry)) == FileType.DIRECTORY
                : before.sameTypeAndTime(entry, now);
    }
}
