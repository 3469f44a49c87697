package io.kaniko.snapshot.full;

import io.kaniko.snapshot.index.FileFacts;
import io.kaniko.snapshot.index.TreeComparison;
import io.kaniko.snapshot.index.TreeIndex;
import io.kaniko.spi.Changes;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileTree;
import io.kaniko.spi.FileType;
import io.kaniko.spi.Snapshotter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares a tree with what it was. */
final class FullSnapshotter implements Snapshotter {

    private final FileTree tree;
    private final FileReader reader;
    private @Nullable Baseline baseline;

    /**
     * @param index every path
     * @param nanos the file system's time after the index was taken: what changes later gets no earlier time, so that a
     *     file whose change time is earlier cannot change unseen
     */
    private record Baseline(TreeIndex index, long nanos) {

        /** Whether the file is certainly as it was. */
        boolean provesUnchanged(int entry, FileStat now) {
            return index.sameInode(entry, now) && index.changedNanos(entry) < nanos;
        }
    }

    FullSnapshotter(FileTree tree) {
        this.tree = tree;
        this.reader = new FileReader(tree);
    }

    @Override
    public void baseline() throws IOException {
        Baseline old = baseline;
        TreeIndex index = new TreeIndex();
        tree.walk((path, stat) -> add(index, old, path, stat));
        baseline = finished(index);
    }

    /** Adds a path; what the last baseline knows of a file that is untouched since need not be read again. */
    private void add(TreeIndex index, @Nullable Baseline old, String path, FileStat stat) throws IOException {
        int known = old == null ? TreeIndex.NONE : old.index().find(path);
        if (old != null && known != TreeIndex.NONE && old.provesUnchanged(known, stat)) {
            int entry = index.add(path, stat, old.index().fingerprint(known));
            if (old.index().hasDigest(known)) {
                index.setDigest(entry, old.index().digest(known));
            }
            return;
        }
        index.add(path, stat, reader.fingerprint(path, stat));
    }

    /** What may change again without its change time showing it is read, when all paths are there. */
    private Baseline finished(TreeIndex index) throws IOException {
        long nanos = tree.fileSystemNanos();
        for (int entry = 0; entry < index.size(); entry++) {
            boolean regular = FileType.ofMode(index.mode(entry)) == FileType.REGULAR;
            if (regular && index.changedNanos(entry) >= nanos && !index.hasDigest(entry)) {
                String path = index.path(entry);
                Optional<byte[]> recorded = tree.recordedDigest(path, index.stat(entry));
                index.setDigest(entry, recorded.isPresent() ? recorded.get() : reader.digest(path));
            }
        }
        index.trim();
        return new Baseline(index, nanos);
    }

    @Override
    public Changes changes() throws IOException {
        Baseline before = baseline;
        if (before == null) {
            throw new IllegalStateException("changes were asked for before a baseline was taken");
        }
        TreeIndex next = new TreeIndex();
        Changes changes = TreeComparison.compare(
                before.index(),
                tree,
                (entry, path, now) -> differs(before, entry, path, now),
                (path, now) -> add(next, before, path, now));
        baseline = finished(next);
        return changes;
    }

    private boolean differs(Baseline before, int entry, String path, FileStat now) throws IOException {
        TreeIndex index = before.index();
        FileStat was = index.stat(entry);
        if (!FileFacts.sameOwnerAndMode(was, now)) {
            return true;
        }
        // A directory's size and time change with what is in it, and that is reported by itself.
        if (!now.isDirectory() && !FileFacts.sameSizeAndTime(was, now)) {
            return true;
        }
        if (before.provesUnchanged(entry, now)) {
            return false;
        }
        if (index.fingerprint(entry) != reader.fingerprint(path, now)) {
            return true;
        }
        if (!now.isRegularFile() || now.size() == 0) {
            return false;
        }
        // Core may have learned it after the baseline, when it wrote the layer.
        Optional<byte[]> known =
                index.hasDigest(entry) ? Optional.of(index.digest(entry)) : tree.recordedDigest(path, was);
        return known.isEmpty() || !Arrays.equals(known.get(), reader.digest(path));
    }
}
