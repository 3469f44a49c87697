package io.kaniko.core.run;

import io.kaniko.core.nativeio.Capability;
import io.kaniko.core.nativeio.ChildFailedException;
import io.kaniko.core.nativeio.ChildProgram;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Starts the program of a command in the root that has been prepared for it, and tells why it cannot be started. */
final class ProgramStart {

    private static final int TEXT_FILE_BUSY = 26;
    private static final int BUSY_TRIES = 50;
    private static final long BUSY_PAUSE_NANOS = 20_000_000;
    private static final int UMASK = 022;

    /**
     * What the kernel and systemd begin with, and Docker since 29. The JVM raises its own limit to the highest that it
     * may, and programs that close every possible descriptor would take minutes with that.
     */
    private static final int OPEN_FILES = 1024;

    private final RunCommand command;
    private final RootEntry entry;

    ProgramStart(RunCommand command, RootEntry entry) {
        this.command = command;
        this.entry = entry;
    }

    void start(RunProcess process, ProcessStreams streams) throws IOException {
        String program = ProgramLookup.find(command);
        for (int attempt = 1; ; attempt++) {
            try (ChildProgram child = child(program, streams)) {
                process.start(child, entry.namespaces());
                return;
            } catch (ChildFailedException e) {
                // A file that was written a moment ago counts as open for writing while another thread's new process
                // (a credential helper's, say) has inherited the descriptor and not yet executed (golang/go#22315).
                if (e.errno() != TEXT_FILE_BUSY || attempt == BUSY_TRIES) {
                    throw explain(e, program);
                }
                LockSupport.parkNanos(BUSY_PAUSE_NANOS);
            }
        }
    }

    private ChildProgram child(String program, ProcessStreams streams) throws IOException {
        ChildProgram child = new ChildProgram();
        child.blockSignals().newSession();
        entry.prepare(child, command);
        child.standardStreams(
                streams.input(), streams.output().writeEnd(), streams.error().writeEnd());
        child.closeOthers(entry.closeRange());
        entry.enter(child, command);
        UserIds user = command.user();
        return child.workingDirectory(command.workingDirectory())
                .umask(UMASK)
                .openFiles(OPEN_FILES)
                .user(user.uid(), user.gid(), user.groups(), capabilities())
                .dieWithThread()
                .execute(program, command.arguments(), command.environment());
    }

    private Set<Capability> capabilities() throws IOException {
        return switch (command.security()) {
            case SANDBOX -> entry.capabilities();
            case INSECURE -> Capability.permitted();
        };
    }

    private BuildException explain(ChildFailedException failure, String program) throws IOException {
        return switch (failure.step()) {
            case WORKING_DIRECTORY ->
                new BuildException(
                        BuildException.Kind.USER,
                        "Cannot start \"" + program + "\": working directory " + command.workingDirectory() + ": "
                                + failure.reason(),
                        Optional.of("Create it with WORKDIR, and check that it is a directory."),
                        failure);
            case EXECUTE -> ExecutionFailure.explain(failure, command, program);
            case USER ->
                new BuildException(
                        BuildException.Kind.ENVIRONMENT,
                        "Cannot start \"" + program + "\" as user "
                                + command.user().uid() + " and group "
                                + command.user().gid() + ": " + failure.reason(),
                        Optional.of("Where the builder is not root, it can only become users that /etc/subuid and"
                                + " /etc/subgid allow it; they are given out by newuidmap and newgidmap (Debian:"
                                + " uidmap)."),
                        failure);
            case SETUP, PROC, ROOT, CLOSE ->
                throw new IOException(
                        "Cannot start \"" + program + "\" " + entry.description() + ": " + failure.getMessage(),
                        failure);
        };
    }
}
