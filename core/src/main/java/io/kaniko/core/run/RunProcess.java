package io.kaniko.core.run;

import io.kaniko.core.nativeio.ChildProgram;
import io.kaniko.core.nativeio.LinuxProcess;
import io.kaniko.core.nativeio.Namespace;
import java.io.IOException;
import java.util.Set;

/** A process from before its start until after its end. Can be killed by any thread at any moment. */
final class RunProcess {

    private int number;
    private boolean killed;

    /** Starts it, unless it has been killed already. */
    synchronized void start(ChildProgram program, Set<Namespace> namespaces) throws IOException {
        if (killed) {
            throw new IOException("the process was stopped before it began");
        }
        number = program.start(namespaces);
    }

    /** Waits until it has ended, and with it every process that it started. Returns its exit code. */
    int awaitEnd() throws IOException {
        LinuxProcess.awaitEnd(number);
        synchronized (this) {
            int ended = number;
            number = 0;
            return LinuxProcess.reap(ended);
        }
    }

    /** Kills it, or keeps it from starting. */
    synchronized void kill() {
        killed = true;
        if (number > 0) {
            LinuxProcess.kill(number);
        }
    }
}
