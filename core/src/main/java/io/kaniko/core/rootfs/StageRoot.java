package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The directory that is {@code /} to a stage. Its links are the image's: an absolute one starts at this directory, and
 * none leads out of it. All resolving happens here, name by name, never by the kernel, which would start at its own
 * root.
 *
 * <p>Nobody else may change the tree between resolving a path and using it; a {@code RUN} has it for itself.
 */
public final class StageRoot {

    /** As the securejoin library of the container world. */
    private static final int MOST_LINKS = 255;

    /** Longer than any path that Linux takes at once, and a bound for what a layer may ask for. */
    private static final int LONGEST_PATH = 65_536;

    /**
     * Where a path of an image really lies.
     *
     * @param relative the path below the root, free of links (but for a last one that was not to be followed),
     *     {@code .} and {@code ..}; empty for the root
     * @param host the same as an absolute path of the host
     * @param stat the facts about the file; empty where there is none
     */
    public record ResolvedPath(String relative, String host, Optional<FileStat> stat) {

        public ResolvedPath {
            Objects.requireNonNull(relative, "relative");
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(stat, "stat");
        }

        public boolean exists() {
            return stat.isPresent();
        }

        public boolean isDirectory() {
            return stat.filter(FileStat::isDirectory).isPresent();
        }
    }

    private final String directory;
    private final RootFiles files;

    /** @param directory absolute; it need not exist before the first use */
    public StageRoot(Path directory) {
        this(directory, new RootFiles());
    }

    StageRoot(Path directory, RootFiles files) {
        this.directory = text(directory);
        this.files = files;
    }

    /** A directory of this root as a root of its own; both know the same of their files. */
    public StageRoot below(String rootRelative) {
        return new StageRoot(Path.of(hostPath(rootRelative)), files);
    }

    private static String text(Path directory) {
        if (!directory.isAbsolute()) {
            throw new IllegalArgumentException("a stage root must be absolute: " + directory);
        }
        return directory.normalize().toString();
    }

    /** The directory on the host. */
    public String directory() {
        return directory;
    }

    /** The attributes of the files below. */
    public RootFiles files() {
        return files;
    }

    /** The directory on the host, for those who hand it to a process or a plugin. */
    public Path path() {
        return Path.of(directory);
    }

    /** A root-relative path on the host, as it is: for one that came from {@link #resolve} or from a walk. */
    public String hostPath(String rootRelative) {
        if (rootRelative.isEmpty()) {
            return directory;
        }
        return directory.endsWith("/") ? directory + rootRelative : directory + "/" + rootRelative;
    }

    /**
     * Finds out where a path of the image lies. Every link on the way is followed inside the root, {@code ..} stops at
     * the root, and what does not exist (also: what lies below a file) is taken as it is written. Slashes at the end
     * mean nothing.
     *
     * @param pathInImage absolute or relative to the root
     * @param followLast whether a link as the last name is followed too; its target need not exist
     * @throws FileSystemException when there are more than 255 links on the way, or the path is longer than 65536
     */
    public ResolvedPath resolve(String pathInImage, boolean followLast) throws IOException {
        checkLength(pathInImage, pathInImage);
        Deque<String> ahead = new ArrayDeque<>();
        putAhead(ahead, pathInImage);
        String current = "";
        Optional<FileStat> stat = files.find(directory);
        int links = 0;
        while (!ahead.isEmpty()) {
            String name = ahead.pop();
            if (name.equals("..")) {
                current = parent(current);
                stat = files.find(hostPath(current));
                continue;
            }
            String next = current.isEmpty() ? name : current + "/" + name;
            checkLength(next, pathInImage);
            Optional<FileStat> nextStat =
                    stat.filter(FileStat::isDirectory).isPresent() ? files.find(hostPath(next)) : Optional.empty();
            boolean follow = nextStat.filter(FileStat::isSymbolicLink).isPresent() && (followLast || !ahead.isEmpty());
            if (!follow) {
                current = next;
                stat = nextStat;
                continue;
            }
            links++;
            if (links > MOST_LINKS) {
                throw new FileSystemException(
                        pathInImage, null, "more than " + MOST_LINKS + " symbolic links, probably in a circle");
            }
            String target = LinuxFiles.readLink(hostPath(next));
            if (target.startsWith("/")) {
                current = "";
                stat = files.find(directory);
            }
            putAhead(ahead, target);
        }
        return new ResolvedPath(current, hostPath(current), stat);
    }

    private static void checkLength(String path, String asked) throws FileSystemException {
        if (path.length() > LONGEST_PATH) {
            throw new FileSystemException(
                    asked.length() > 200 ? asked.substring(0, 200) + "..." : asked,
                    null,
                    "the path is longer than " + LONGEST_PATH + " characters");
        }
    }

    private static void putAhead(Deque<String> ahead, String path) {
        int end = path.length();
        while (end > 0) {
            int slash = path.lastIndexOf('/', end - 1);
            String name = path.substring(slash + 1, end);
            if (!name.isEmpty() && !name.equals(".")) {
                ahead.push(name);
            }
            end = slash;
        }
    }

    private static String parent(String relative) {
        int slash = relative.lastIndexOf('/');
        return slash < 0 ? "" : relative.substring(0, slash);
    }

    /**
     * Makes a directory and its missing parents, following links inside the root, also one that leads nowhere yet.
     * What exists stays as it is.
     *
     * @return the root-relative paths of the directories that were made, parents first
     * @throws FileSystemException when something on the way exists and is no directory
     */
    public List<String> makeDirectories(String pathInImage, int mode, int uid, int gid) throws IOException {
        String wanted = resolve(pathInImage, true).relative();
        List<String> missing = new ArrayList<>();
        String path = wanted;
        Optional<FileStat> stat = files.find(hostPath(path));
        while (stat.isEmpty() && !path.isEmpty()) {
            missing.addFirst(path);
            path = parent(path);
            stat = files.find(hostPath(path));
        }
        if (stat.filter(FileStat::isDirectory).isEmpty()) {
            throw new FileSystemException("/" + path, null, "not a directory, so that /" + wanted + " cannot be made");
        }
        for (String directory : missing) {
            LinuxFiles.makeDirectory(hostPath(directory), 0700);
            files.setOwner(hostPath(directory), new Accounts.Owner(uid, gid));
            files.setPermissions(hostPath(directory), mode);
        }
        return missing;
    }

    /** Removes everything below the root. */
    public void clear() throws IOException {
        for (String name : LinuxFiles.list(directory)) {
            files.deleteTree(hostPath(name));
        }
    }

    @Override
    public String toString() {
        return directory;
    }
}
