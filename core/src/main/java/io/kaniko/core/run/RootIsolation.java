package io.kaniko.core.run;

import io.kaniko.core.event.EventSink;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.ProcessMark;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;

/**
 * Runs each process in the builder's own {@code /}, to which the stage's files are renamed for that time: for containers
 * that may neither mount nor make namespaces. One run at a time; what else the builder does goes on meanwhile. A process
 * sees the container's {@code /proc}, {@code /sys}, {@code /dev}, mounts, network and processes.
 */
final class RootIsolation implements Isolation {

    static final String NAME = "root";

    private static final StageRoot TOP = new StageRoot(Path.of("/"));

    private final Path directory;
    private final ExchangeArea area;
    private final OwnPlaces places;
    private final StartAbilities abilities;
    private final LiveProcesses live;
    private final EventSink events;
    private final Random random = new Random();
    private final Semaphore turn = new Semaphore(1);

    /** @param directory the isolation's own, existing */
    RootIsolation(
            Path directory,
            ExchangeArea area,
            OwnPlaces places,
            StartAbilities abilities,
            LiveProcesses live,
            EventSink events) {
        this.directory = directory;
        this.area = area;
        this.places = places;
        this.abilities = abilities;
        this.live = live;
        this.events = events;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** The stage's files are renamed into the file system of {@code /}. */
    @Override
    public boolean takesMountedRoots() {
        return false;
    }

    @Override
    public RunOutcome run(RunCommand command) throws IOException, InterruptedException {
        SharedMachine.require(command, NAME);
        turn.acquire();
        area.make();
        try (FileChannel channel = openLock(area);
                FileLock _ = channel.lock()) {
            ExchangeRestoration.recover(TOP, area, LinuxFiles::rename);
            return runAlone(command);
        } finally {
            turn.release();
        }
    }

    /** Another builder in the same container waits for it, too. */
    private static FileChannel openLock(ExchangeArea area) throws IOException {
        return FileChannel.open(area.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Undoes an exchange whose builder was killed. One that is alive undoes its own. */
    static boolean recover(ExchangeArea area) throws IOException {
        if (!area.journal().exists()) {
            return false;
        }
        try (FileChannel channel = openLock(area);
                FileLock lock = channel.tryLock()) {
            return lock != null && ExchangeRestoration.recover(TOP, area, LinuxFiles::rename);
        }
    }

    private RunOutcome runAlone(RunCommand command) throws IOException, InterruptedException {
        SortedSet<String> mounted = mountPoints();
        KeptPlaces kept = places.keptBeside(mounted);
        places.check(command, mounted).forEach(events::warn);
        RunProcess process = new RunProcess();
        live.add(process);
        try (StageCover cover = cover(command.root(), command.root().path().getParent());
                StageCover onMounts = cover(TOP, directory)) {
            cover.makeKernelDirectories();
            showNetworkFiles(command, kept, cover);
            for (RunMount mount : command.mounts()) {
                String target = command.root().resolve(mount.target(), true).relative();
                (kept.isBelowWhole(target) ? onMounts : cover).mount(mount);
            }
            ProcessMark mark = ProcessMark.next(random);
            RootExchange exchange =
                    RootExchange.begin(TOP, command.root(), area, kept, places.closed(), mark, LinuxFiles::rename);
            SortedSet<String> untouched;
            int exitCode;
            try {
                PlainRun run = new PlainRun(command.at(TOP), new PlainEntry(abilities, mark, false), mark, process);
                exitCode = RunThreads.run(run, process, command.output());
            } finally {
                untouched = end(exchange, mounted);
            }
            onMounts.remove();
            untouched.addAll(cover.remove());
            return new RunOutcome(exitCode, untouched);
        } finally {
            live.remove(process);
        }
    }

    private StageCover cover(StageRoot root, Path aside) throws IOException {
        MountPoints points = new MountPoints(root);
        return new StageCover(points, new SimulatedMounts(root, points, aside), directory);
    }

    private void showNetworkFiles(RunCommand command, KeptPlaces kept, StageCover cover) throws IOException {
        NetworkFiles files = NetworkFiles.shared(
                NetworkFiles.read(Path.of("/etc/resolv.conf")),
                NetworkFiles.read(Path.of("/etc/hosts")),
                command.extraHosts());
        if (!kept.stays("etc/resolv.conf")) {
            cover.show(files.resolvConf(), "/etc/resolv.conf");
        }
        if (!kept.stays("etc/hosts")) {
            cover.show(files.hosts(), "/etc/hosts");
        } else if (!command.extraHosts().isEmpty()) {
            throw new BuildException(
                    BuildException.Kind.ENVIRONMENT,
                    "--add-host is not possible with --isolation=root: this container's /etc/hosts is mounted",
                    "Let the container runtime add the names (docker run --add-host, hostAliases of a pod), or use"
                            + " --isolation=chroot.");
        }
    }

    private SortedSet<String> end(RootExchange exchange, SortedSet<String> mounted) throws IOException {
        if (!area.journal().exists()) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "A RUN has deleted files of the builder below " + places.workDirectory()
                            + ", and with them the files of this container that lay there: the build cannot go on",
                    Optional.of("Change the RUN so that it leaves " + places.workDirectory()
                            + " alone, use --isolation=chroot, or give the builder CAP_SYS_ADMIN, with which a RUN"
                            + " cannot see it."),
                    null);
        }
        SortedSet<String> now = mountPoints();
        SortedSet<String> untouched = exchange.end();
        if (!now.equals(mounted)) {
            SortedSet<String> moved = new TreeSet<>(mounted);
            moved.removeAll(now);
            throw new BuildException(
                    BuildException.Kind.USER,
                    "A RUN has moved directories in which this container has something mounted: "
                            + String.join(", ", moved),
                    "Change the RUN so that it leaves them where they are, or mount elsewhere.");
        }
        return untouched;
    }

    private static SortedSet<String> mountPoints() throws IOException {
        return MountTable.mountPoints(Files.readAllBytes(Path.of("/proc/self/mountinfo")));
    }

    /**
     * Finds out whether entries can be renamed between the work directory and {@code /}.
     *
     * @throws IOException when they cannot, with the reason
     */
    static void probe(ExchangeArea area) throws IOException {
        area.make();
        String here = area.directory().resolve("probe").toString();
        String there = "/.kaniko-probe-" + ProcessHandle.current().pid();
        LinuxFiles.deleteTree(here);
        LinuxFiles.makeDirectory(here, 0700);
        try {
            LinuxFiles.rename(here, there);
        } catch (IOException e) {
            LinuxFiles.removeDirectory(here);
            throw new IOException(
                    "the work directory " + area.directory().getParent()
                            + " is not on the file system of /, or / cannot"
                            + " be written to, so that no files can be exchanged (" + e.getMessage()
                            + "): choose another with --kaniko-dir",
                    e);
        }
        LinuxFiles.removeDirectory(there);
    }
}
