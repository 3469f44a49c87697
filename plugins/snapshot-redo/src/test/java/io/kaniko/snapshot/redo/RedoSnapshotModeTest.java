package io.kaniko.snapshot.redo;

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

class RedoSnapshotModeTest implements SnapshotModeContract {

    @Override
    public SnapshotMode mode() {
        return new RedoSnapshotMode();
    }

    @Override
    public boolean comparesContent() {
        return false;
    }

    @Test
    void missesAnEditOfTheSameSizeAtTheSameTime() throws IOException {
        MemoryFileTree tree = new MemoryFileTree().stopClock().file("config", "one");
        Snapshotter snapshotter = mode().open(new SnapshotScope(tree, new TouchRecord.Missing("it is in memory")));
        snapshotter.baseline();
        tree.write("config", "two");
        assertThat(snapshotter.changes()).isEqualTo(Changes.NONE);
        tree.write("config", "three");
        assertThat(snapshotter.changes().changed()).containsExactly("config");
    }
}
