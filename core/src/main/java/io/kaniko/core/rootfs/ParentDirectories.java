package io.kaniko.core.rootfs;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the directories that entries of an archive go into; missing ones are made, 0755 and root's. Archives list a
 * directory's files one after the other, so the last answer is remembered until something may have changed it.
 */
final class ParentDirectories {

    private final StageRoot root;
    private final DirectoryTimes times;
    private @Nullable String lastAsked;
    private String lastFound = "";

    ParentDirectories(StageRoot root, DirectoryTimes times) {
        this.root = root;
        this.times = times;
    }

    /** Where a file goes whose links in the parents are resolved inside the root. {@code made} is told of new directories. */
    String place(String path, List<String> made) throws IOException {
        int slash = path.lastIndexOf('/');
        String parent = path.substring(0, Math.max(0, slash));
        if (!parent.equals(lastAsked)) {
            StageRoot.ResolvedPath resolved = root.resolve(parent, true);
            if (!resolved.isDirectory()) {
                make(resolved.relative(), made);
            }
            lastAsked = parent;
            lastFound = resolved.relative();
        }
        String place = (lastFound.isEmpty() ? "" : lastFound + "/") + path.substring(slash + 1);
        times.keepParentOf(place);
        return place;
    }

    private void make(String directory, List<String> made) throws IOException {
        // The directory above all new ones changes: its time is asked for before that.
        String above = directory;
        while (!above.isEmpty() && !root.resolve(above, false).exists()) {
            times.keepParentOf(above);
            above = above.substring(0, Math.max(0, above.lastIndexOf('/')));
        }
        List<String> created = root.makeDirectories(directory, 0755, 0, 0);
        created.forEach(times::made);
        made.addAll(created);
    }

    /** A directory has been removed, or a link made: what was found may be found no more. */
    void forget() {
        lastAsked = null;
    }
}
