package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.rootfs.StageRoot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which places of {@code /} stay where they are while a stage's files are there. Paths are relative to {@code /}.
 *
 * @param whole stay with everything below: what is mounted, and what the builder needs
 * @param opened directories that stay while their entries are exchanged: those on the way to a whole one, and those that
 *     the kernel does not rename; {@code /} itself is one, as ""
 */
record KeptPlaces(SortedSet<String> whole, SortedSet<String> opened) {

    KeptPlaces {
        whole = Collections.unmodifiableSortedSet(new TreeSet<>(whole));
        opened = Collections.unmodifiableSortedSet(new TreeSet<>(opened));
    }

    /** @param absolutePaths may lie on each other */
    static KeptPlaces of(Collection<String> absolutePaths) {
        SortedSet<String> all = new TreeSet<>();
        for (String path : absolutePaths) {
            if (path.equals("/")) {
                throw new IllegalArgumentException("/ cannot be kept and exchanged");
            }
            all.add(path.substring(1));
        }
        SortedSet<String> whole = new TreeSet<>(all);
        whole.removeIf(path -> parents(path).stream().anyMatch(all::contains));
        SortedSet<String> opened = new TreeSet<>();
        opened.add("");
        whole.forEach(path -> opened.addAll(parents(path)));
        return new KeptPlaces(whole, opened);
    }

    /** With one more directory that cannot be renamed. */
    KeptPlaces opening(String path) {
        SortedSet<String> more = new TreeSet<>(opened);
        more.add(path);
        return new KeptPlaces(whole, more);
    }

    /** Whether a place stays, whole or opened. */
    boolean stays(String path) {
        return whole.contains(path) || opened.contains(path);
    }

    /** Whether a place lies in something that stays whole. */
    boolean isBelowWhole(String path) {
        return parents(path).stream().anyMatch(whole::contains);
    }

    /** The same of what is there now: a process can put something else in the place of an opened directory. */
    boolean stays(String path, StageRoot top) throws IOException {
        return whole.contains(path)
                || opened.contains(path) && LinuxFiles.lstat(top.hostPath(path)).isDirectory();
    }

    private static List<String> parents(String path) {
        List<String> parents = new ArrayList<>();
        for (String parent = parent(path); !parent.isEmpty(); parent = parent(parent)) {
            parents.add(parent);
        }
        return parents;
    }

    /** The directory of a place: "" for the topmost. */
    static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String child(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }
}
