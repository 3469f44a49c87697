package io.kaniko.core.run;

import io.kaniko.core.event.EventSink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs each process in mount, process, IPC and UTS namespaces of its own: it sees its stage root, the mounts of its
 * command and nothing of the builder. Needs CAP_SYS_ADMIN.
 */
final class NamespaceIsolation implements Isolation {

    static final String NAME = "namespace";

    private final Path directory;
    private final Path resolvConf;
    private final NamespaceAbilities abilities;
    private final LiveProcesses live;
    private final EventSink events;
    /** Warnings of earlier runs, which need not be repeated. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /**
     * @param directory the isolation's own, existing
     * @param resolvConf the machine's, which runs see a copy of
     */
    NamespaceIsolation(
            Path directory, Path resolvConf, NamespaceAbilities abilities, LiveProcesses live, EventSink events) {
        this.directory = directory;
        this.resolvConf = resolvConf;
        this.abilities = abilities;
        this.live = live;
        this.events = events;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean takesMountedRoots() {
        return true;
    }

    @Override
    public RunOutcome run(RunCommand command) throws IOException, InterruptedException {
        List<Closeable> sockets = new ArrayList<>();
        MountPoints points = new MountPoints(command.root());
        RunProcess process = new RunProcess();
        live.add(process);
        try {
            List<RunMount> mounts = openSockets(command.mounts(), sockets);
            return run(command, mounts, points, process);
        } finally {
            live.remove(process);
            try {
                points.remove();
            } finally {
                for (Closeable socket : sockets) {
                    socket.close();
                }
            }
        }
    }

    private List<RunMount> openSockets(List<RunMount> mounts, List<Closeable> opened) throws IOException {
        List<RunMount> ready = new ArrayList<>();
        for (RunMount mount : mounts) {
            if (mount instanceof RunMount.Socket socket) {
                AgentSocket agent = AgentSocket.open(socket, directory);
                opened.add(agent);
                ready.add(new RunMount.Bind(agent.path(), socket.target(), false));
            } else {
                ready.add(mount);
            }
        }
        return ready;
    }

    private RunOutcome run(RunCommand command, List<RunMount> mounts, MountPoints points, RunProcess process)
            throws IOException, InterruptedException {
        NetworkFiles networkFiles = NetworkFiles.of(NetworkFiles.read(resolvConf), command.extraHosts());
        Path files = Files.createDirectories(directory.resolve("files"));
        NamespaceRun run =
                new NamespaceRun(command, mounts, abilities, networkFiles, files.toString(), points, process);
        int exitCode = RunThreads.run(run, process, command.output());
        run.warnings().stream().filter(told::add).forEach(events::warn);
        return new RunOutcome(exitCode);
    }
}
