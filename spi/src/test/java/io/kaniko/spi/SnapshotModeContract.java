package io.kaniko.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SnapshotMode} promises. A plugin's test implements this interface; how closely the mode looks is
 * said by the methods that return a boolean.
 */
public interface SnapshotModeContract extends ExtensionContract {

    /** A fresh mode. */
    SnapshotMode mode();

    /** Whether a change of permissions or owner alone is seen. */
    default boolean seesMetadata() {
        return true;
    }

    /** Whether content decides where times cannot: a file written twice at one moment. */
    default boolean comparesContent() {
        return true;
    }

    /** Whether the files that are touched are known to the mode; a mode that serves both has a test class for each. */
    default boolean touchesAreRecorded() {
        return false;
    }

    @Override
    default SnapshotMode extension() {
        return mode();
    }

    @Override
    default String extensionName() {
        return mode().name();
    }

    private Snapshotter open(MemoryFileTree tree) {
        return open(mode(), tree);
    }

    private Snapshotter open(SnapshotMode mode, MemoryFileTree tree) {
        if (!touchesAreRecorded()) {
            return mode.open(new SnapshotScope(tree, new TouchRecord.Missing("nobody records it")));
        }
        MemoryTouches touches = new MemoryTouches(tree);
        Snapshotter snapshotter = mode.open(new SnapshotScope(tree, new TouchRecord.Kept(touches)));
        return new Snapshotter() {
            @Override
            public void baseline() throws IOException {
                touches.baseline();
                snapshotter.baseline();
            }

            @Override
            public Changes changes() throws IOException {
                Changes changes = snapshotter.changes();
                touches.baseline();
                return changes;
            }
        };
    }

    private static MemoryFileTree smallTree() {
        return new MemoryFileTree()
                .directory("etc")
                .file("etc/passwd", "root:x:0:0")
                .directory("usr")
                .directory("usr/bin")
                .file("usr/bin/tool", "one")
                .link("bin", "usr/bin");
    }

    @Test
    default void seesNothingWhereNothingChanged() throws IOException {
        Snapshotter snapshotter = open(smallTree());
        snapshotter.baseline();
        assertThat(snapshotter.changes()).isEqualTo(Changes.NONE);
    }

    @Test
    default void seesNewPaths() throws IOException {
        MemoryFileTree tree = smallTree();
        Snapshotter snapshotter = open(tree);
        snapshotter.baseline();
        tree.directory("opt").file("opt/new", "text").link("opt/link", "new");
        Changes changes = snapshotter.changes();
        assertThat(changes.changed()).contains("opt", "opt/new", "opt/link");
        assertThat(changes.deleted()).isEmpty();
    }

    @Test
    default void seesWrittenFiles() throws IOException {
        MemoryFileTree tree = smallTree();
        Snapshotter snapshotter = open(tree);
        snapshotter.baseline();
        tree.write("usr/bin/tool", "another text");
        assertThat(snapshotter.changes().changed()).containsExactly("usr/bin/tool");
    }

    @Test
    default void seesReplacedFiles() throws IOException {
        MemoryFileTree tree = smallTree();
        Snapshotter snapshotter = open(tree);
        snapshotter.baseline();
        tree.delete("usr/bin/tool").link("usr/bin/tool", "other");
        Changes changes = snapshotter.changes();
        assertThat(changes.changed()).containsExactly("usr/bin/tool");
        assertThat(changes.deleted()).isEmpty();
    }

    @Test
    default void seesDeletedFiles() throws IOException {
        MemoryFileTree tree = smallTree();
        Snapshotter snapshotter = open(tree);
        snapshotter.baseline();
        tree.delete("etc/passwd");
        assertThat(snapshotter.changes().deleted()).containsExactly("etc/passwd");
    }

    @Test
    default void namesTheTopmostDeletedDirectory() throws IOException {
        MemoryFileTree tree = smallTree();
        Snapshotter snapshotter = open(tree);
        snapshotter.baseline();
        tree.delete("usr");
        assertThat(snapshotter.changes().deleted()).contains("usr").allMatch(path -> path.startsWith("usr"));
    }

    @Test
    default void seesChangedMetadata() throws IOException {
        MemoryFileTree tree = smallTree();
        Snapshotter snapshotter = open(tree);
        snapshotter.baseline();
        tree.permissions("etc", 0700).owner("etc/passwd", 12, 34);
        if (seesMetadata()) {
            assertThat(snapshotter.changes().changed()).containsExactly("etc", "etc/passwd");
        }
    }

    @Test
    default void seesContentWrittenTwiceAtOneMoment() throws IOException {
        MemoryFileTree tree = smallTree().stopClock();
        tree.write("usr/bin/tool", "two");
        Snapshotter snapshotter = open(tree);
        snapshotter.baseline();
        tree.write("usr/bin/tool", "owt");
        if (comparesContent()) {
            assertThat(snapshotter.changes().changed()).containsExactly("usr/bin/tool");
        }
    }

    @Test
    default void anAnswerIsTheNextBaseline() throws IOException {
        MemoryFileTree tree = smallTree();
        Snapshotter snapshotter = open(tree);
        snapshotter.baseline();
        tree.file("a", "a");
        assertThat(snapshotter.changes().changed()).containsExactly("a");
        assertThat(snapshotter.changes()).isEqualTo(Changes.NONE);
        tree.delete("bin").write("a", "another text");
        Changes second = snapshotter.changes();
        assertThat(second.changed()).containsExactly("a");
        assertThat(second.deleted()).containsExactly("bin");
    }

    @Test
    default void whatHappenedBeforeABaselineDoesNotCount() throws IOException {
        MemoryFileTree tree = smallTree();
        Snapshotter snapshotter = open(tree);
        snapshotter.baseline();
        tree.file("a", "a").delete("bin");
        snapshotter.baseline();
        assertThat(snapshotter.changes()).isEqualTo(Changes.NONE);
    }

    @Test
    default void keepsStagesApart() throws IOException {
        SnapshotMode mode = mode();
        MemoryFileTree one = smallTree();
        MemoryFileTree other = smallTree();
        Snapshotter first = open(mode, one);
        Snapshotter second = open(mode, other);
        first.baseline();
        second.baseline();
        one.file("only-here", "x");
        assertThat(first.changes().changed()).containsExactly("only-here");
        assertThat(second.changes()).isEqualTo(Changes.NONE);
    }
}
