package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxProcess;
import io.kaniko.core.nativeio.ProcessMark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Ends the processes that a run has left behind, where no process namespace does so. */
final class StrayProcesses {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final ProcessMark mark;

    StrayProcesses(ProcessMark mark) {
        this.mark = mark;
    }

    /** Returns when none of them lives. Those that became this process's children are reaped. */
    void end() throws IOException {
        long start = System.nanoTime();
        List<Integer> live = kill();
        while (!live.isEmpty()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IOException("processes that a RUN has left behind cannot be ended: " + live);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            live = kill();
        }
    }

    private List<Integer> kill() throws IOException {
        List<Integer> live = new ArrayList<>();
        for (int process : mark.processes()) {
            if (!LinuxProcess.tryReap(process) && !hasEnded(process)) {
                LinuxProcess.kill(process);
                live.add(process);
            }
        }
        return live;
    }

    /** Whether only its parent's not having reaped it keeps it there. */
    private static boolean hasEnded(int process) {
        try {
            String stat =
                    Files.readString(Path.of("/proc", Integer.toString(process), "stat"), StandardCharsets.ISO_8859_1);
            // The name, which may hold anything, is in parentheses.
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state == 'Z' || state == 'X';
        } catch (IOException gone) {
            return true;
        }
    }
}
