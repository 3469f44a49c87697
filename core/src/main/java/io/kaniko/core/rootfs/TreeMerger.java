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
 * tree is used up: its files are moved, or copied to another file system.
 */
public final class TreeMerger {

    private final StageRoot lower;
    private final TouchedPaths touched;

    public TreeMerger(StageRoot lower, TouchedPaths touched) {
        this.lower = lower;
        this.touched = touched;
    }

    /** Takes everything below the root of {@code upper}. */
    public void merge(StageRoot upper) throws IOException {
        boolean movable = LinuxFiles.lstat(upper.directory()).device()
                == LinuxFiles.lstat(lower.directory()).device();
        SourceTree tree = new SourceTree(upper, PathFilter.NONE);
        TreeCopier copier = new TreeCopier(lower, CopyAttributes.KEEP, new TouchedPaths());
        mergeChildren(
                upper,
                "",
                movable
                        ? path -> lower.files().take(upper.files(), upper.hostPath(path), lower.hostPath(path))
                        : path -> copier.copyTo(tree, tree.find(path, false).orElseThrow(), path));
    }

    /** Brings a file to the same path of the lower tree, where there is nothing. */
    @FunctionalInterface
    private interface Transfer {
        void take(String path) throws IOException;
    }

    private void mergeChildren(StageRoot upper, String path, Transfer transfer) throws IOException {
        List<String> names = new ArrayList<>(LinuxFiles.list(upper.hostPath(path)));
        names.sort(null);
        for (String name : names) {
            mergeEntry(upper, path.isEmpty() ? name : path + "/" + name, transfer);
        }
    }

    private void mergeEntry(StageRoot upper, String path, Transfer transfer) throws IOException {
        RootFiles files = lower.files();
        FileStat stat = upper.files().lstat(upper.hostPath(path));
        String host = lower.hostPath(path);
        Optional<FileStat> existing = files.find(host);
        boolean bothDirectories =
                stat.isDirectory() && existing.filter(FileStat::isDirectory).isPresent();
        if (bothDirectories) {
            files.setOwner(host, new Accounts.Owner(stat.uid(), stat.gid()));
            files.setPermissions(host, stat.permissions());
        } else {
            if (existing.isPresent()) {
                files.deleteTree(host);
                touched.deleted(path);
            }
            if (stat.isDirectory()) {
                LinuxFiles.makeDirectory(host, 0700);
                files.setOwner(host, new Accounts.Owner(stat.uid(), stat.gid()));
                files.setPermissions(host, stat.permissions());
            } else {
                transfer.take(path);
            }
        }
        touched.changed(path);
        if (stat.isDirectory()) {
            mergeChildren(upper, path, transfer);
            LinuxFiles.setModified(host, stat.modifiedSeconds(), stat.modifiedNanos());
        }
    }
}
