package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxMounts;
import io.kaniko.core.nativeio.LinuxNamespaces;
import io.kaniko.core.nativeio.Namespace;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The part of one run that happens on a thread of its own: the thread leaves the namespaces of the JVM, mounts what the
 * process shall see, starts it, and waits for it, since the process dies with the thread.
 *
 * <p>What such a thread may not do: start threads, unpark virtual ones, or wake executors. A thread is born into
 * the namespaces of the one that starts it, and the scheduler of virtual threads starts carriers whenever it likes.
 * Therefore results are left in fields for whoever joins the thread, and nobody is called from here.
 */
final class NamespaceRun implements ProcessWork {

    private final RunCommand command;
    private final List<RunMount> mounts;
    private final NamespaceAbilities abilities;
    private final NetworkFiles networkFiles;
    private final String filesDirectory;
    private final MountPoints points;
    private final RunProcess process;

    private List<String> warnings = List.of();

    /**
     * @param mounts those of the command, with agents' sockets ready to be bound
     * @param filesDirectory an existing directory of the host to mount on
     */
    NamespaceRun(
            RunCommand command,
            List<RunMount> mounts,
            NamespaceAbilities abilities,
            NetworkFiles networkFiles,
            String filesDirectory,
            MountPoints points,
            RunProcess process) {
        this.command = command;
        this.mounts = mounts;
        this.abilities = abilities;
        this.networkFiles = networkFiles;
        this.filesDirectory = filesDirectory;
        this.points = points;
        this.process = process;
    }

    @Override
    public void start(ProcessStreams streams) throws IOException {
        Set<Namespace> namespaces = EnumSet.copyOf(NamespaceAbilities.OF_THREAD);
        if (command.network() == NetworkMode.NONE) {
            namespaces.add(Namespace.NETWORK);
        }
        LinuxNamespaces.enter(namespaces);
        // Where the machine shares its mounts, ours would appear everywhere.
        LinuxMounts.makePrivate("/");
        LinuxNamespaces.setHostName(NetworkFiles.HOST_NAME);
        if (command.network() == NetworkMode.NONE) {
            LinuxNamespaces.raiseLoopback();
        }
        mount();
        new ProgramStart(command, new NamespaceEntry(abilities)).start(process, streams);
    }

    /** The kernel has ended all processes of the namespace. */
    @Override
    public void afterEnd() {}

    private void mount() throws IOException {
        RootMounts root = new RootMounts(command.root(), points, new MountedFiles(filesDirectory));
        root.mountBasics(abilities.ownProc(), command.security(), networkFiles);
        for (RunMount mount : mounts) {
            root.mount(mount);
        }
        warnings = root.warnings();
    }

    /** What could not be had. The thread must have ended, as for the others. */
    List<String> warnings() {
        return warnings;
    }
}
