package io.kaniko.snapshot.index;

import io.kaniko.spi.Changes;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileTree;
import java.io.IOException;
import java.util.BitSet;
import java.util.NavigableSet;
import java.util.TreeSet;

/** One walk through a tree as it is now, compared with what it was. */
public final class TreeComparison {

    /** A mode's opinion: whether a path that is there still differs from what it was. */
    @FunctionalInterface
    public interface Difference {
        boolean differs(int entry, String path, FileStat now) throws IOException;
    }

    private final TreeIndex before;
    private final Difference difference;
    private final FileTree.Visitor next;
    private final BitSet stillThere;
    private final BitSet stillDirectory;
    private final NavigableSet<String> changed = new TreeSet<>();
    private final LinkedNames linkedNames = new LinkedNames();

    private TreeComparison(TreeIndex before, Difference difference, FileTree.Visitor next) {
        this.before = before;
        this.difference = difference;
        this.next = next;
        this.stillThere = new BitSet(before.size());
        this.stillDirectory = new BitSet(before.size());
    }

    /**
     * What has changed: new paths, paths that differ, all names of a file with several hard links one of which differs
     * or is new, and deleted paths, of a directory only the topmost.
     *
     * @param next shown every path, for the next comparison
     */
    public static Changes compare(TreeIndex before, FileTree now, Difference difference, FileTree.Visitor next)
            throws IOException {
        TreeComparison comparison = new TreeComparison(before, difference, next);
        now.walk(comparison::visit);
        return comparison.changes();
    }

    private void visit(String path, FileStat now) throws IOException {
        int entry = before.find(path);
        boolean differs = true;
        if (entry != TreeIndex.NONE) {
            stillThere.set(entry);
            stillDirectory.set(entry, now.isDirectory());
            differs = difference.differs(entry, path, now);
        }
        if (differs) {
            changed.add(path);
        }
        if (now.links() > 1 && !now.isDirectory()) {
            linkedNames.add(path, now, differs);
        }
        next.visit(path, now);
    }

    private Changes changes() {
        changed.addAll(linkedNames.touched());
        NavigableSet<String> deleted = new TreeSet<>();
        for (int entry = stillThere.nextClearBit(0);
                entry < before.size();
                entry = stillThere.nextClearBit(entry + 1)) {
            // Below a directory that is gone, or is something else now, nothing need be said.
            int parent = before.parent(entry);
            if (parent == TreeIndex.NONE || stillDirectory.get(parent)) {
                deleted.add(before.path(entry));
            }
        }
        return new Changes(changed, deleted);
    }
}
