package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The modification times that directories are to have when an archive is unpacked: making files in a directory changes
 * its time, so times are set at the very end.
 */
final class DirectoryTimes {

    private record Time(long seconds, int nanos) {}

    private final StageRoot root;
    private final boolean keepsOthers;
    private final Map<String, Time> times = new LinkedHashMap<>();

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

    /** Gives every directory its time. One that has become something else, or lies behind a link now, is left alone. */
    void apply() throws IOException {
        for (Map.Entry<String, Time> each : times.entrySet()) {
            StageRoot.ResolvedPath directory = root.resolve(each.getKey(), false);
            if (directory.isDirectory() && directory.relative().equals(each.getKey())) {
                LinuxFiles.setModified(
                        directory.host(),
                        each.getValue().seconds(),
                        each.getValue().nanos());
            }
        }
        times.clear();
    }
}
