package io.kaniko.snapshot.redo;

import io.kaniko.snapshot.index.FileFacts;
import io.kaniko.snapshot.index.StatSnapshotter;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.SnapshotMode;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
import org.pf4j.Extension;

/** {@code --snapshot-mode=redo}: type, permissions, owner, size and modification time count. Opens no file. */
@Extension
public final class RedoSnapshotMode implements SnapshotMode {

    @Override
    public String name() {
        return "redo";
    }

    @Override
    public Snapshotter open(SnapshotScope scope) {
        return StatSnapshotter.open(scope, (before, now) -> !same(before, now));
    }

    /** A directory's time changes with what is in it, and that is reported by itself. */
    private static boolean same(FileStat before, FileStat now) {
        return FileFacts.sameOwnerAndMode(before, now) && (now.isDirectory() || FileFacts.sameSizeAndTime(before, now));
    }
}
