package io.kaniko.core.run;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The processes that must not outlive the JVM. The kernel kills a process when its thread ends, also when the JVM is
 * killed; but a program that changes its user on execution (setuid) is let go by that rule, so an orderly exit kills as
 * well.
 */
final class LiveProcesses {

    private final Set<RunProcess> live = ConcurrentHashMap.newKeySet();

    /** @param runtime whose end counts */
    LiveProcesses(Runtime runtime) {
        runtime.addShutdownHook(Thread.ofPlatform().name("kill-runs").unstarted(this::killAll));
    }

    void add(RunProcess process) {
        live.add(process);
    }

    void remove(RunProcess process) {
        live.remove(process);
    }

    private void killAll() {
        live.forEach(RunProcess::kill);
    }
}
