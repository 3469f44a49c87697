package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stacks one tree on another as a layer is stacked: a directory over a directory gives its attributes, everything else
 * replaces what was there; links in the lower tree are not followed. This is what {@code COPY --link} means. The upper
 * tree is used up: its files are moved.
 */
public final class TreeMerger {

    private final StageRoot lower;
    private final TouchedPaths touched;

    public TreeMerger(StageRoot lower, TouchedPaths touched) {
        this.lower = lower;
        this.touched = touched;
    }

    /** Moves everything below the root of {@code upper}, which must lie on the same file system. */
    public void merge(StageRoot upper) throws IOException {
        mergeChildren(upper.directory(), "");
    }

    private void mergeChildren(String upperDirectory, String path) throws IOException {
        List<String> names = new ArrayList<>(LinuxFiles.list(upperDirectory));
        names.sort(null);
        for (String name : names) {
            mergeEntry(upperDirectory + "/" + name, path.isEmpty() ? name : path + "/" + name);
        }
    }

    private void mergeEntry(String upper, String path) throws IOException {
        FileStat stat = LinuxFiles.lstat(upper);
        String host = lower.hostPath(path);
        Optional<FileStat> existing = LinuxFiles.find(host);
        boolean bothDirectories =
                stat.isDirectory() && existing.filter(FileStat::isDirectory).isPresent();
        if (bothDirectories) {
            LinuxFiles.setOwner(host, stat.uid(), stat.gid());
            LinuxFiles.setPermissions(host, stat.permissions());
        } else {
            if (existing.isPresent()) {
                LinuxFiles.deleteTree(host);
                touched.deleted(path);
            }
            if (stat.isDirectory()) {
                LinuxFiles.makeDirectory(host, stat.permissions());
                LinuxFiles.setOwner(host, stat.uid(), stat.gid());
                LinuxFiles.setPermissions(host, stat.permissions());
            } else {
                LinuxFiles.rename(upper, host);
            }
        }
        touched.changed(path);
        if (stat.isDirectory()) {
            mergeChildren(upper, path);
            LinuxFiles.setModified(host, stat.modifiedSeconds(), stat.modifiedNanos());
        }
    }
}
