package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The modification times that directories are to have when an archive is unpacked: making files in a directory changes
 * its time, so times are set at the very end.
 */
final class DirectoryTimes {

    private record Time(long seconds, int nanos) {}

    private final StageRoot root;
    private final boolean keepsOthers;
    /** Of directories that are there, by paths without links. */
    private final TreeMap<String, Time> times = new TreeMap<>();

    /**
     * @param keepsOthers whether directories that the archive does not speak of keep their times, too, and get the time 0
     *     when they are new. Then the tree depends on the archive alone, and not on the clock.
     */
    DirectoryTimes(StageRoot root, boolean keepsOthers) {
        this.root = root;
        this.keepsOthers = keepsOthers;
    }

    /** The archive gives a directory a time. */
    void set(String path, long seconds, int nanos) {
        times.put(path, new Time(seconds, nanos));
    }

    /** Something will be made or removed in the parent of this path. */
    void keepParentOf(String path) throws IOException {
        if (!keepsOthers) {
            return;
        }
        int slash = path.lastIndexOf('/');
        String parent = path.substring(0, Math.max(0, slash));
        if (!times.containsKey(parent)) {
            Optional<FileStat> stat = LinuxFiles.find(root.hostPath(parent));
            stat.ifPresent(found -> set(parent, found.modifiedSeconds(), found.modifiedNanos()));
        }
    }

    /** A directory was made that the archive has not spoken of so far. */
    void made(String path) {
        if (keepsOthers) {
            times.putIfAbsent(path, new Time(0, 0));
        }
    }

    /** A directory is gone, with all that was below it. */
    void removed(String path) {
        times.remove(path);
        times.subMap(path + "/", path + "0").clear();
    }

    /** Gives every directory its time. */
    void apply() throws IOException {
        for (Map.Entry<String, Time> each : times.entrySet()) {
            Time time = each.getValue();
            LinuxFiles.setModified(root.hostPath(each.getKey()), time.seconds(), time.nanos());
        }
        times.clear();
    }
}
