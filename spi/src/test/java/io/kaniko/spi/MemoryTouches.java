package io.kaniko.spi;

import java.io.IOException;
import java.util.Optional;

/** What was touched in a tree in memory since the last baseline, for tests of snapshot modes. */
public final class MemoryTouches implements TouchedFiles {

    private final MemoryFileTree tree;
    private MemoryFileTree before;

    public MemoryTouches(MemoryFileTree tree) {
        this.tree = tree;
        this.before = tree.copy();
    }

    /** Forgets what was touched so far, as core does before it asks a mode for a baseline. */
    public void baseline() {
        before = tree.copy();
    }

    @Override
    public FileTree before() {
        return before;
    }

    @Override
    public void walk(Visitor visitor) throws IOException {
        MemoryFileTree former = before;
        tree.walk((path, now) -> {
            if (tree.wasTouchedSince(former, path)) {
                visitor.visit(path, former.find(path), Optional.of(now));
            }
        });
        former.walk((path, was) -> {
            int slash = path.lastIndexOf('/');
            boolean topmost = slash < 0
                    || tree.find(path.substring(0, slash))
                            .filter(FileStat::isDirectory)
                            .isPresent();
            if (topmost && tree.find(path).isEmpty()) {
                visitor.visit(path, Optional.of(was), Optional.empty());
            }
        });
    }
}
