package io.kaniko.snapshot.index;

import io.kaniko.spi.Changes;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.TouchedFiles;
import java.io.IOException;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** A look at the touched paths only, with the same answer as {@link TreeComparison}. */
public final class TouchComparison {

    /** A mode's opinion: whether a path that was there and is there differs. */
    @FunctionalInterface
    public interface Difference {
        boolean differs(String path, FileStat before, FileStat now) throws IOException;
    }

    private final Difference difference;
    private final NavigableSet<String> changed = new TreeSet<>();
    private final NavigableSet<String> deleted = new TreeSet<>();
    private final LinkedNames linkedNames = new LinkedNames();

    private TouchComparison(Difference difference) {
        this.difference = difference;
    }

    /**
     * What has changed: new paths, paths that differ, all touched names of a file with several hard links one of which
     * differs or is new, and deleted paths, of a directory only the topmost. (A name that was not touched is another
     * file's by now.)
     */
    public static Changes compare(TouchedFiles touched, Difference difference) throws IOException {
        TouchComparison comparison = new TouchComparison(difference);
        touched.walk(comparison::visit);
        comparison.changed.addAll(comparison.linkedNames.touched());
        return new Changes(comparison.changed, comparison.deleted);
    }

    private void visit(String path, Optional<FileStat> before, Optional<FileStat> after) throws IOException {
        if (after.isEmpty()) {
            deleted.add(path);
            return;
        }
        FileStat now = after.get();
        boolean differs = before.isEmpty() || difference.differs(path, before.get(), now);
        if (differs) {
            changed.add(path);
        }
        if (now.links() > 1 && !now.isDirectory()) {
            linkedNames.add(path, now, differs);
        }
    }
}
