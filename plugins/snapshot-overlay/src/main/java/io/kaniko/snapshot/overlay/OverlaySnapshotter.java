package io.kaniko.snapshot.overlay;

import io.kaniko.snapshot.index.FileFacts;
import io.kaniko.snapshot.index.TouchComparison;
import io.kaniko.spi.Changes;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileTree;
import io.kaniko.spi.Snapshotter;
import io.kaniko.spi.TouchedFiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/** Takes a touched file for a changed one. Only directories are compared: they are touched when something in them is. */
record OverlaySnapshotter(FileTree tree, TouchedFiles touched) implements Snapshotter {

    @Override
    public void baseline() {}

    @Override
    public Changes changes() throws IOException {
        FileTree before = touched.before();
        return TouchComparison.compare(touched, (path, was, now) -> differs(path, before, was, now));
    }

    private boolean differs(String path, FileTree before, FileStat was, FileStat now) throws IOException {
        return !now.isDirectory()
                || !FileFacts.sameOwnerAndMode(was, now)
                || !same(before.attributes(path), tree.attributes(path));
    }

    private static boolean same(Map<String, byte[]> some, Map<String, byte[]> others) {
        return some.keySet().equals(others.keySet())
                && some.entrySet().stream()
                        .allMatch(attribute -> Arrays.equals(attribute.getValue(), others.get(attribute.getKey())));
    }
}
