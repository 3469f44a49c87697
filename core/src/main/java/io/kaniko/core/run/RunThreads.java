package io.kaniko.core.run;

import java.io.IOException;
import java.util.List;

/**
 * The threads of one run: one that starts the process and waits for it, since the process dies with its thread, and one
 * for each stream of its output. All of them are platform threads: the first may change its kernel thread, the others
 * wait inside the kernel.
 */
final class RunThreads {

    private RunThreads() {}

    /**
     * Runs a process to its end.
     *
     * @param process can be killed by others meanwhile; an interrupt kills it
     * @return its exit code
     * @throws InterruptedException after the process has ended
     */
    static int run(ProcessWork work, RunProcess process, RunOutput receiver) throws IOException, InterruptedException {
        ProcessStreams streams = ProcessStreams.open();
        OutputPump output = new OutputPump(streams.output().readEnd(), false, receiver, process);
        OutputPump error = new OutputPump(streams.error().readEnd(), true, receiver, process);
        ProcessThread run = new ProcessThread(work, streams, process);
        // The streams' readers first: a run whose output nobody reads could not be ended.
        List<Thread> threads =
                List.of(thread("run-output", output), thread("run-error-output", error), thread("run", run));
        try {
            start(threads, streams);
            join(threads, process);
        } finally {
            streams.closeOurEnds();
        }
        int exitCode = run.exitCode();
        output.check();
        error.check();
        return exitCode;
    }

    private static Thread thread(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).unstarted(work);
    }

    private static void start(List<Thread> threads, ProcessStreams streams) throws InterruptedException {
        try {
            threads.forEach(Thread::start);
        } catch (OutOfMemoryError noThread) {
            // The last one has not begun, so its ends are still open, and the readers wait for them.
            streams.closeProcessEnds();
            for (Thread thread : threads) {
                thread.join();
            }
            throw noThread;
        }
    }

    private static void join(List<Thread> threads, RunProcess process) throws InterruptedException {
        boolean interrupted = false;
        for (Thread thread : threads) {
            boolean ended = false;
            while (!ended) {
                try {
                    thread.join();
                    ended = true;
                } catch (InterruptedException e) {
                    // Nothing may be touched while the process lives, so its end is awaited all the same.
                    interrupted = true;
                    process.kill();
                }
            }
        }
        if (interrupted) {
            throw new InterruptedException("the build was stopped while a process was running");
        }
    }
}
