package io.kaniko.core.run;

import io.kaniko.core.nativeio.ProcessMark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.SortedSet;
import java.util.concurrent.Semaphore;

/**
 * Runs each process in its stage root and shows it nothing else: devices are made there for the time of the run, and there
 * is no {@code /proc} and no {@code /sys}. Needs CAP_SYS_CHROOT and CAP_MKNOD, and keeps the first from the process,
 * which could leave the root with it.
 */
final class ChrootIsolation implements Isolation {

    static final String NAME = "chroot";

    private final Path directory;
    private final Path resolvConf;
    private final StartAbilities abilities;
    private final LiveProcesses live;
    private final Random random = new Random();
    /** Caches are moved into the stage for a run, so that only one run at a time can have them. */
    private final Semaphore turn = new Semaphore(1);

    /**
     * @param directory the isolation's own, existing
     * @param resolvConf the machine's, which runs see a copy of
     */
    ChrootIsolation(Path directory, Path resolvConf, StartAbilities abilities, LiveProcesses live) {
        this.directory = directory;
        this.resolvConf = resolvConf;
        this.abilities = abilities;
        this.live = live;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** It is chosen where nothing can be mounted, or to have it like that. */
    @Override
    public boolean takesMountedRoots() {
        return false;
    }

    @Override
    public RunOutcome run(RunCommand command) throws IOException, InterruptedException {
        SharedMachine.require(command, NAME);
        turn.acquire();
        try {
            return runAlone(command);
        } finally {
            turn.release();
        }
    }

    private RunOutcome runAlone(RunCommand command) throws IOException, InterruptedException {
        MountPoints points = new MountPoints(command.root());
        Path aside = command.root().path().getParent();
        RunProcess process = new RunProcess();
        live.add(process);
        try (StageCover cover = new StageCover(points, new SimulatedMounts(command.root(), points, aside), directory)) {
            cover.makeKernelDirectories();
            cover.showDevices();
            NetworkFiles files = NetworkFiles.of(NetworkFiles.read(resolvConf), command.extraHosts());
            cover.show(files.resolvConf(), "/etc/resolv.conf");
            cover.show(files.hosts(), "/etc/hosts");
            for (RunMount mount : command.mounts()) {
                cover.mount(mount);
            }
            ProcessMark mark = ProcessMark.next(random);
            PlainRun run = new PlainRun(command, new PlainEntry(abilities, mark, true), mark, process);
            int exitCode = RunThreads.run(run, process, command.output());
            SortedSet<String> untouched = cover.remove();
            return new RunOutcome(exitCode, untouched);
        } finally {
            live.remove(process);
        }
    }
}
