package io.kaniko.snapshot.index;

import io.kaniko.spi.Changes;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileTree;
import io.kaniko.spi.Snapshotter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Compares what {@code stat} tells and never opens a file; which of it counts is for the mode to say. */
public final class StatSnapshotter implements Snapshotter {

    /** Which of a path's facts count. */
    @FunctionalInterface
    public interface Rule {
        boolean differs(TreeIndex before, int entry, FileStat now);
    }

    private final FileTree tree;
    private final Rule rule;
    private @Nullable TreeIndex index;

    public StatSnapshotter(FileTree tree, Rule rule) {
        this.tree = tree;
        this.rule = rule;
    }

    @Override
    public void baseline() throws IOException {
        TreeIndex next = new TreeIndex();
        tree.walk((path, stat) -> next.add(path, stat, 0));
        next.trim();
        index = next;
    }

    @Override
    public Changes changes() throws IOException {
        TreeIndex before = index;
        if (before == null) {
            throw new IllegalStateException("changes were asked for before a baseline was taken");
        }
        return TreeComparison.compare(before, tree, (entry, path, now) -> rule.differs(before, entry, now));
    }
}
