package io.kaniko.snapshot.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.Changes;
import io.kaniko.spi.MemoryFileTree;
import io.kaniko.spi.MemoryTouches;
import io.kaniko.spi.SnapshotMode;
import io.kaniko.spi.SnapshotModeContract;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
import io.kaniko.spi.TouchRecord;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OverlaySnapshotModeTest implements SnapshotModeContract {

    @Override
    public SnapshotMode mode() {
        return new OverlaySnapshotMode();
    }

    @Override
    public boolean touchesAreRecorded() {
        return true;
    }

    @Test
    void aTouchedFileIsReportedThoughItIsAsItWas() throws IOException {
        MemoryFileTree tree = new MemoryFileTree().directory("d").file("d/file", "text");
        MemoryTouches touches = new MemoryTouches(tree);
        Snapshotter snapshotter = mode().open(new SnapshotScope(tree, new TouchRecord.Kept(touches)));
        touches.baseline();
        snapshotter.baseline();

        tree.permissions("d/file", 0600).permissions("d/file", 0644);

        assertThat(snapshotter.changes().changed()).containsExactly("d/file");
    }

    @Test
    void aDirectoryCountsByItsAttributes() throws IOException {
        MemoryFileTree tree = new MemoryFileTree().directory("d").directory("e").file("d/file", "text");
        MemoryTouches touches = new MemoryTouches(tree);
        Snapshotter snapshotter = mode().open(new SnapshotScope(tree, new TouchRecord.Kept(touches)));
        touches.baseline();
        snapshotter.baseline();

        tree.permissions("d", 0700).permissions("d", 0755).attribute("e", "user.a", new byte[] {1});

        Changes changes = snapshotter.changes();
        assertThat(changes.changed()).containsExactly("e");
        assertThat(changes.deleted()).isEmpty();
    }

    @Test
    void saysWhyItIsNotPossible() {
        SnapshotScope scope =
                new SnapshotScope(new MemoryFileTree(), new TouchRecord.Missing("this process may not mount"));

        assertThatThrownBy(() -> mode().open(scope)).isInstanceOfSatisfying(BuildException.class, failure -> {
            assertThat(failure).hasMessage("Snapshot mode overlay is not possible here: this process may not mount");
            assertThat(failure.remedy().orElseThrow()).contains("--snapshot-mode=auto");
        });
    }
}
