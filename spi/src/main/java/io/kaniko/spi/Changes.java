package io.kaniko.spi;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which paths a step has changed, as in {@link FileTree}. Core adds parent directories and writes the layer.
 *
 * @param changed paths that are new, or differ in type, content or metadata; all exist
 * @param deleted paths that were there and are not; for a directory the topmost one is enough
 */
public record Changes(NavigableSet<String> changed, NavigableSet<String> deleted) {

    /** Nothing has changed. */
    public static final Changes NONE = new Changes(new TreeSet<>(), new TreeSet<>());

    public Changes {
        changed = copy(changed);
        deleted = copy(deleted);
    }

    public boolean isEmpty() {
        return changed.isEmpty() && deleted.isEmpty();
    }

    private static NavigableSet<String> copy(SortedSet<String> paths) {
        return Collections.unmodifiableNavigableSet(new TreeSet<>(paths));
    }
}
