package io.kaniko.core.rootfs;

import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the directories that entries of an archive go into; missing ones are made, 0755 and root's. Archives list a
 * directory's files one after the other, so the last answer is remembered until something may have changed it.
 */
final class ParentDirectories {

    private final StageRoot root;
    private @Nullable String lastAsked;
    private String lastFound = "";

    ParentDirectories(StageRoot root) {
        this.root = root;
    }

    /** Where a file goes whose links in the parents are resolved inside the root. {@code made} is told of new directories. */
    String place(String path, List<String> made) throws IOException {
        int slash = path.lastIndexOf('/');
        if (slash < 0) {
            return path;
        }
        String parent = path.substring(0, slash);
        if (!parent.equals(lastAsked)) {
            StageRoot.ResolvedPath resolved = root.resolve(parent, true);
            if (!resolved.stat().map(FileStat::isDirectory).orElse(false)) {
                made.addAll(root.makeDirectories(parent, 0755, 0, 0));
                resolved = root.resolve(parent, true);
            }
            lastAsked = parent;
            lastFound = resolved.relative();
        }
        return (lastFound.isEmpty() ? "" : lastFound + "/") + path.substring(slash + 1);
    }

    /** A directory or a link has been removed or made. */
    void forget() {
        lastAsked = null;
    }

    /** The path without {@code .}, {@code ..}, doubled and outer slashes; {@code ..} stops at the root. */
    static String clean(String path) {
        java.util.ArrayDeque<String> names = new java.util.ArrayDeque<>();
        for (String name : path.split("/")) {
            switch (name) {
                case "", "." -> {}
                case ".." -> names.pollLast();
                default -> names.addLast(name);
            }
        }
        return String.join("/", names);
    }
}
