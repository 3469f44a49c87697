package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The places of a stage root that a run mounts something on. Those that are missing are made, and taken away again
 * afterwards with the parents that were made for them, so that they are no part of a layer: parents get their old
 * modification time back. What the process has put beside them stays.
 */
final class MountPoints {

    private static final int DIRECTORY_MODE = 0755;
    private static final int FILE_MODE = 0644;

    /** What was made, in order, and how its parent looked before and after. */
    private record Made(String path, boolean directory, FileStat parentBefore, FileStat parentAfter) {}

    private final StageRoot root;
    private final Deque<Made> made = new ArrayDeque<>();
    private final List<String> covered = new ArrayList<>();

    MountPoints(StageRoot root) {
        this.root = root;
    }

    /** One of the kernel's own directories, {@code proc} or the like; made where it is missing, and then stays. */
    String kernelDirectory(String name) throws IOException {
        String path = root.hostPath(name);
        Optional<FileStat> stat = LinuxFiles.find(path);
        if (stat.isEmpty()) {
            LinuxFiles.makeDirectory(path, DIRECTORY_MODE);
            LinuxFiles.setPermissions(path, DIRECTORY_MODE);
        } else if (!stat.get().isDirectory()) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "Cannot mount /" + name + ": in the image it is not a directory.",
                    "Remove it or make it a directory before the RUN.");
        }
        covered.add(name);
        return path;
    }

    /** The host's path of a directory to mount on. */
    String directory(String target) throws IOException {
        return prepare(target, true);
    }

    /** The host's path of a file to mount on. */
    String file(String target) throws IOException {
        return prepare(target, false);
    }

    private String prepare(String target, boolean directory) throws IOException {
        StageRoot.ResolvedPath place = root.resolve(target, true);
        refuseReserved(target, place.relative());
        if (place.stat().isEmpty()) {
            makeParents(target, place.relative());
            make(place.relative(), directory);
        } else if (place.isDirectory() != directory) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "Cannot mount a " + (directory ? "directory" : "file") + " at " + target + ": there is a "
                            + (directory ? "file" : "directory") + " in the image.",
                    "Choose another target for the mount.");
        }
        covered.add(place.relative());
        return place.host();
    }

    private static void refuseReserved(String target, String relative) {
        if (relative.isEmpty() || isAtOrBelow(relative, "proc")) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "Cannot mount at " + target + ": invalid mount target.",
                    "Choose a target that is neither / nor in /proc.");
        }
    }

    private void makeParents(String target, String path) throws IOException {
        Deque<String> missing = new ArrayDeque<>();
        String parent = parent(path);
        Optional<FileStat> stat = LinuxFiles.find(root.hostPath(parent));
        while (stat.isEmpty()) {
            missing.push(parent);
            parent = parent(parent);
            stat = LinuxFiles.find(root.hostPath(parent));
        }
        if (!stat.get().isDirectory()) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "Cannot mount at " + target + ": /" + parent + " is not a directory in the image.",
                    "Choose another target for the mount.");
        }
        for (String directory : missing) {
            make(directory, true);
        }
    }

    private void make(String path, boolean directory) throws IOException {
        String host = root.hostPath(path);
        String parent = root.hostPath(parent(path));
        FileStat before = LinuxFiles.lstat(parent);
        if (directory) {
            LinuxFiles.makeDirectory(host, DIRECTORY_MODE);
            LinuxFiles.setPermissions(host, DIRECTORY_MODE);
        } else {
            LinuxFiles.create(host, FILE_MODE).close();
        }
        // What lies on another mount was not made in the stage root, and cannot be reached when the run is over.
        if (covered.stream().noneMatch(mount -> isAtOrBelow(path, mount))) {
            made.push(new Made(path, directory, before, LinuxFiles.lstat(parent)));
        }
    }

    /** Takes away what was made, as far as it is still empty. The mounts must be gone. */
    void remove() throws IOException {
        while (!made.isEmpty()) {
            Made last = made.pop();
            String host = root.hostPath(last.path());
            Optional<FileStat> now = LinuxFiles.find(host);
            if (now.isPresent() && isUntouched(last, now.get(), host)) {
                String parent = root.hostPath(parent(last.path()));
                FileStat parentNow = LinuxFiles.lstat(parent);
                if (last.directory()) {
                    LinuxFiles.removeDirectory(host);
                } else {
                    LinuxFiles.unlink(host);
                }
                FileStat right = sameTime(parentNow, last.parentAfter()) ? last.parentBefore() : parentNow;
                LinuxFiles.setModified(parent, right.modifiedSeconds(), right.modifiedNanos());
            }
        }
    }

    private static boolean isUntouched(Made made, FileStat now, String host) throws IOException {
        return made.directory()
                ? now.isDirectory() && LinuxFiles.list(host).isEmpty()
                : now.isRegularFile() && now.size() == 0;
    }

    private static boolean sameTime(FileStat one, FileStat other) {
        return one.modifiedSeconds() == other.modifiedSeconds() && one.modifiedNanos() == other.modifiedNanos();
    }

    private static boolean isAtOrBelow(String path, String directory) {
        return path.equals(directory) || path.startsWith(directory + "/");
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
