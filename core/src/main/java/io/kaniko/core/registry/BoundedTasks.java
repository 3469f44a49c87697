package io.kaniko.core.registry;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Runs tasks on virtual threads, a few at a time. The first failure stops the others. Belongs to one thread. */
final class BoundedTasks implements AutoCloseable {

    private final Semaphore places;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorCompletionService<BoundedTasks> running = new ExecutorCompletionService<>(threads);
    private int unfinished;

    BoundedTasks(int atOnce) {
        this.places = new Semaphore(atOnce);
    }

    /** One of the things to be done. */
    @FunctionalInterface
    interface Task {
        void run() throws IOException, InterruptedException;
    }

    void start(Task task) {
        unfinished++;
        running.submit(() -> {
            places.acquire();
            try {
                task.run();
            } finally {
                places.release();
            }
            return this;
        });
    }

    /** Waits for all of them; throws what the first that failed has thrown. */
    void join() throws IOException, InterruptedException {
        for (; unfinished > 0; unfinished--) {
            try {
                running.take().get();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case IOException cause -> throw cause;
                    case InterruptedException cause -> throw cause;
                    case RuntimeException cause -> throw cause;
                    case Error cause -> throw cause;
                    case null, default -> throw new IllegalStateException("a task threw what it cannot throw", e);
                }
            }
        }
    }

    /** Stops what still runs, and waits for it. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
