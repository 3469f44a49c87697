package io.kaniko.core.rootfs;

import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the directories that entries of an archive go into; missing ones are made, 0755 and root's. What was found to be
 * a directory without a link on the way is remembered until it is removed, and so is the last answer, since archives
 * list a directory's files one after the other.
 */
final class ParentDirectories {

    private final StageRoot root;
    private final DirectoryTimes times;
    private final TreeSet<String> known = new TreeSet<>();
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
            lastFound = known.contains(parent) ? parent : find(parent, made);
            lastAsked = parent;
        }
        String place = (lastFound.isEmpty() ? "" : lastFound + "/") + path.substring(slash + 1);
        times.keepParentOf(place);
        return place;
    }

    private String find(String parent, List<String> made) throws IOException {
        StageRoot.ResolvedPath resolved = root.resolve(parent, true);
        if (!resolved.isDirectory()) {
            make(resolved.relative(), made);
        }
        known.add(resolved.relative());
        return resolved.relative();
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

    /** At this place, which has no link on its way, there is a directory now. */
    void remember(String place) {
        known.add(place);
    }

    /** A link was made or removed: a path that was asked for may lead elsewhere. */
    void forget() {
        lastAsked = null;
    }

    /** A directory was removed, with all that was below it. */
    void removed(String place) {
        forget();
        known.remove(place);
        known.subSet(place + "/", place + "0").clear();
    }
}
