package io.kaniko.core.run;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Starts a process, waits for it, and keeps what came of it for whoever joins the thread. */
final class ProcessThread implements Runnable {

    private final ProcessWork work;
    private final ProcessStreams streams;
    private final RunProcess process;

    private int exitCode;
    private @Nullable Throwable failure;

    ProcessThread(ProcessWork work, ProcessStreams streams, RunProcess process) {
        this.work = work;
        this.streams = streams;
        this.process = process;
    }

    @Override
    public void run() {
        try {
            start();
            try {
                exitCode = process.awaitEnd();
            } finally {
                work.afterEnd();
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
    }

    private void start() throws IOException {
        try {
            work.start(streams);
        } finally {
            streams.closeProcessEnds();
        }
    }

    /** How the process ended, or what kept it from starting. The thread must have ended. */
    int exitCode() throws IOException {
        return switch (failure) {
            case null -> exitCode;
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        };
    }
}
