package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxException;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.rootfs.CopyAttributes;
import io.kaniko.core.rootfs.PathFilter;
import io.kaniko.core.rootfs.SourceTree;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.rootfs.TouchedPaths;
import io.kaniko.core.rootfs.TreeCopier;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a process sees beside its stage where nothing can be mounted: files and directories are put in the place of the
 * stage's own, which lie aside meanwhile, and are taken away again before anybody looks at the stage.
 *
 * <p>What is written to a read-only mount is lost instead of refused, and a size limit of a tmpfs does not hold.
 */
final class SimulatedMounts {

    private static final int EXDEV = 18;

    private final StageRoot root;
    private final MountPoints points;
    private final Path aside;
    private final Deque<Cover> covers = new ArrayDeque<>();
    private final SortedSet<String> covered = new TreeSet<>();
    private int count;

    /**
     * Something in the place of something else.
     *
     * @param host where
     * @param hidden what was there, now aside
     * @param home where it came from and goes back to; empty where it is thrown away
     */
    private record Cover(String host, String hidden, Optional<String> home, FileStat before, FileStat after) {}

    /**
     * @param points makes the places that are missing; removes them when the mounts are gone
     * @param directory where things can lie aside; best on the file system of the root
     */
    SimulatedMounts(StageRoot root, MountPoints points, Path directory) throws IOException {
        this.root = root;
        this.points = points;
        this.aside = Files.createTempDirectory(directory, "covered-");
    }

    /** Puts a mount in its place. */
    void mount(RunMount mount) throws IOException {
        switch (mount) {
            case RunMount.Bind bind -> bind(bind);
            case RunMount.Tmpfs tmpfs -> {
                String directory = newPath();
                LinuxFiles.makeDirectory(directory, tmpfs.mode());
                cover(points.directory(tmpfs.target()), directory, Optional.empty());
            }
            case RunMount.Secret secret ->
                show(secret.content(), secret.mode(), secret.uid(), secret.gid(), secret.target());
            case RunMount.Socket socket -> throw new IllegalArgumentException(socket + " must be opened before");
        }
    }

    /** Shows a new file. */
    void show(byte[] content, int mode, int uid, int gid, String target) throws IOException {
        String file = newPath();
        try (OutputStream out = LinuxFiles.create(file, 0600)) {
            out.write(content);
        }
        LinuxFiles.setOwner(file, uid, gid);
        LinuxFiles.setPermissions(file, mode);
        cover(points.file(target), file, Optional.empty());
    }

    /** Shows an agent's socket, which goes on listening wherever it is renamed to. */
    void show(AgentSocket socket, String target) throws IOException {
        String path = newPath();
        LinuxFiles.rename(socket.path(), path);
        cover(points.file(target), path, Optional.empty());
    }

    /** Shows a {@code /dev} with what every container has. */
    void showDevices() throws IOException {
        String devices = newPath();
        LinuxFiles.makeDirectory(devices, 0755);
        new DeviceDirectory(devices, List.of()).makeNodes();
        cover(points.directory("/dev"), devices, Optional.empty());
    }

    private void bind(RunMount.Bind bind) throws IOException {
        SourceTree tree = new SourceTree(new StageRoot(Path.of("/")), PathFilter.NONE);
        SourceTree.Found source = tree.find(bind.hostPath(), true)
                .orElseThrow(() -> new BuildException(
                        BuildException.Kind.USER,
                        "Cannot mount at " + bind.target() + ": " + bind.hostPath() + " is missing."));
        String target = source.stat().isDirectory() ? points.directory(bind.target()) : points.file(bind.target());
        String shown = newPath();
        if (bind.readOnly()) {
            copy(tree, source, shown);
            cover(target, shown, Optional.empty());
        } else {
            // It is this run's own, or a cache: it can be taken itself, and what becomes of it goes back.
            move(source.host(), shown);
            cover(target, shown, Optional.of(source.host()));
        }
    }

    private static void copy(SourceTree tree, SourceTree.Found source, String to) throws IOException {
        Path target = Path.of(to);
        new TreeCopier(new StageRoot(target.getParent()), CopyAttributes.KEEP, new TouchedPaths())
                .copy(tree, source, target.getFileName().toString(), "/" + target.getFileName());
        if (source.stat().isDirectory()) {
            LinuxFiles.setOwner(to, source.stat().uid(), source.stat().gid());
            LinuxFiles.setPermissions(to, source.stat().permissions());
        }
    }

    private static void move(String from, String to) throws IOException {
        try {
            LinuxFiles.rename(from, to);
        } catch (LinuxException e) {
            if (e.errno() != EXDEV) {
                throw e;
            }
            SourceTree tree = new SourceTree(new StageRoot(Path.of("/")), PathFilter.NONE);
            copy(tree, new SourceTree.Found(from.substring(1), from, LinuxFiles.lstat(from)), to);
            LinuxFiles.deleteTree(from);
        }
    }

    private String newPath() {
        return aside.resolve(Integer.toString(count++)).toString();
    }

    private void cover(String host, String shown, Optional<String> home) throws IOException {
        String parent = parent(host);
        FileStat before = LinuxFiles.lstat(parent);
        String hidden = newPath();
        move(host, hidden);
        move(shown, host);
        covers.push(new Cover(host, hidden, home, before, LinuxFiles.lstat(parent)));
        covered.add(host.substring(root.hostPath("x").length() - 1));
    }

    /**
     * Takes everything away and puts the stage's own files back.
     *
     * @return files of the stage, as paths in it, that lay aside: their change time says that something was done to
     *     them
     */
    SortedSet<String> remove() throws IOException {
        while (!covers.isEmpty()) {
            remove(covers.pop());
        }
        LinuxFiles.deleteTree(aside.toString());
        return covered;
    }

    private static void remove(Cover cover) throws IOException {
        Optional<FileStat> there = LinuxFiles.find(cover.host());
        Optional<FileStat> parentNow = LinuxFiles.find(parent(cover.host()));
        if (there.isPresent() && cover.home().isPresent()) {
            move(cover.host(), cover.home().get());
        } else {
            LinuxFiles.deleteTree(cover.host());
        }
        if (parentNow.isEmpty()) {
            // The process has removed the directory with what it held: a real mount would have kept it from that.
            return;
        }
        move(cover.hidden(), cover.host());
        FileStat looks = sameTime(parentNow.get(), cover.after()) ? cover.before() : parentNow.get();
        LinuxFiles.setModified(parent(cover.host()), looks.modifiedSeconds(), looks.modifiedNanos());
    }

    private static boolean sameTime(FileStat one, FileStat other) {
        return one.modifiedSeconds() == other.modifiedSeconds() && one.modifiedNanos() == other.modifiedNanos();
    }

    private static String parent(String host) {
        return host.substring(0, host.lastIndexOf('/'));
    }
}
