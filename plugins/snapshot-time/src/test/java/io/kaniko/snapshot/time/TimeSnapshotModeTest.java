package io.kaniko.snapshot.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.spi.Changes;
import io.kaniko.spi.MemoryFileTree;
import io.kaniko.spi.SnapshotMode;
import io.kaniko.spi.SnapshotModeContract;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
import io.kaniko.spi.TouchRecord;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TimeSnapshotModeTest implements SnapshotModeContract {

    @Override
    public SnapshotMode mode() {
        return new TimeSnapshotMode();
    }

    @Override
    public boolean seesMetadata() {
        return false;
    }

    @Override
    public boolean comparesContent() {
        return false;
    }

    @Test
    void missesWhatDoesNotMoveTheTime() throws IOException {
        MemoryFileTree tree = new MemoryFileTree().stopClock().directory("d").file("config", "one");
        Snapshotter snapshotter = mode().open(new SnapshotScope(tree, new TouchRecord.Missing("it is in memory")));
        snapshotter.baseline();
        tree.write("config", "another text").permissions("config", 0600).owner("d", 1, 2);
        assertThat(snapshotter.changes()).isEqualTo(Changes.NONE);
    }

    @Test
    void seesAnotherTypeAtTheSameTime() throws IOException {
        MemoryFileTree tree = new MemoryFileTree().stopClock().directory("d").file("config", "one");
        Snapshotter snapshotter = mode().open(new SnapshotScope(tree, new TouchRecord.Missing("it is in memory")));
        snapshotter.baseline();
        tree.delete("d").file("d", "").delete("config").directory("config");
        assertThat(snapshotter.changes().changed()).containsExactly("config", "d");
    }
}
