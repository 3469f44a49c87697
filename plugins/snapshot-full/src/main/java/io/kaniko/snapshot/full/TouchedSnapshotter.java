package io.kaniko.snapshot.full;

import io.kaniko.snapshot.index.FileFacts;
import io.kaniko.snapshot.index.TouchComparison;
import io.kaniko.spi.Changes;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileTree;
import io.kaniko.spi.Snapshotter;
import io.kaniko.spi.TouchedFiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Compares the touched files with what they were, by the same rules as {@link FullSnapshotter} compares all. */
final class TouchedSnapshotter implements Snapshotter {

    private final TouchedFiles touched;
    private final FileReader reader;

    TouchedSnapshotter(FileTree tree, TouchedFiles touched) {
        this.touched = touched;
        this.reader = new FileReader(tree);
    }

    @Override
    public void baseline() {}

    @Override
    public Changes changes() throws IOException {
        FileTree before = touched.before();
        FileReader former = new FileReader(before);
        return TouchComparison.compare(touched, (path, was, now) -> differs(path, before, former, was, now));
    }

    private boolean differs(String path, FileTree before, FileReader former, FileStat was, FileStat now)
            throws IOException {
        if (!FileFacts.sameOwnerAndMode(was, now)) {
            return true;
        }
        // A directory's size and time change with what is in it, and that is reported by itself.
        if (!now.isDirectory() && !FileFacts.sameSizeAndTime(was, now)) {
            return true;
        }
        if (former.fingerprint(path, was) != reader.fingerprint(path, now)) {
            return true;
        }
        if (!now.isRegularFile() || now.size() == 0) {
            return false;
        }
        Optional<byte[]> recorded = before.recordedDigest(path, was);
        byte[] formerDigest = recorded.isPresent() ? recorded.get() : former.digest(path);
        return !Arrays.equals(formerDigest, reader.digest(path));
    }
}
