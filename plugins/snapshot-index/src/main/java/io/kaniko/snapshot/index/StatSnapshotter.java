package io.kaniko.snapshot.index;

import io.kaniko.spi.Changes;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileTree;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
import io.kaniko.spi.TouchRecord;
import io.kaniko.spi.TouchedFiles;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Compares what {@code stat} tells and never opens a file; which of it counts is for the mode to say. */
public final class StatSnapshotter {

    /** Which of a path's facts count. */
    @FunctionalInterface
    public interface Rule {
        boolean differs(FileStat before, FileStat now);
    }

    private StatSnapshotter() {}

    /** Looks at the touched files only, where they are known, with the same answer. */
    public static Snapshotter open(SnapshotScope scope, Rule rule) {
        return switch (scope.touched()) {
            case TouchRecord.Kept(TouchedFiles files) -> new Touched(files, rule);
            case TouchRecord.Missing missing -> new Walking(scope.tree(), rule);
        };
    }

    private record Touched(TouchedFiles files, Rule rule) implements Snapshotter {

        @Override
        public void baseline() {}

        @Override
        public Changes changes() throws IOException {
            return TouchComparison.compare(files, (path, before, now) -> rule.differs(before, now));
        }
    }

    private static final class Walking implements Snapshotter {

        private final FileTree tree;
        private final Rule rule;
        private @Nullable TreeIndex index;

        Walking(FileTree tree, Rule rule) {
            this.tree = tree;
            this.rule = rule;
        }

        @Override
        public void baseline() throws IOException {
            TreeIndex next = new TreeIndex();
            tree.walk((path, stat) -> next.add(path, stat, 0));
            keep(next);
        }

        @Override
        public Changes changes() throws IOException {
            TreeIndex before = index;
            if (before == null) {
                throw new IllegalStateException("changes were asked for before a baseline was taken");
            }
            TreeIndex next = new TreeIndex();
            Changes changes = TreeComparison.compare(
                    before,
                    tree,
                    (entry, path, now) -> rule.differs(before.stat(entry), now),
                    (path, now) -> next.add(path, now, 0));
            keep(next);
            return changes;
        }

        private void keep(TreeIndex next) {
            next.trim();
            index = next;
        }
    }
}
