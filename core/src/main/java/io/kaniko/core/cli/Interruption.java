package io.kaniko.core.cli;

import io.kaniko.core.build.Workspace;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a build that the outside stops (SIGTERM, SIGINT): interrupts it, so that its processes and mounts go away, waits a
 * while, and then deletes its directory whether it has ended or not. Owns the directory.
 */
final class Interruption implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 10;

    private final KanikoDirectory.Lease lease;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(KanikoDirectory.Lease lease, Thread build) {
        this.lease = lease;
        this.hook = new Thread(() -> end(build), "interruption");
    }

    /** Guards the build that the calling thread runs. */
    static Interruption guard(KanikoDirectory.Lease lease) {
        Interruption guard = new Interruption(lease, Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(guard.hook);
        return guard;
    }

    Workspace workspace() {
        return lease.workspace();
    }

    /** The build is over, one way or the other: deletes its directory. */
    @Override
    public void close() throws IOException {
        // An interrupted thread cannot use a FileChannel, and this one is to delete files.
        Thread.interrupted();
        try {
            lease.close();
        } finally {
            over.countDown();
            removeHook();
        }
    }

    private void end(Thread build) {
        build.interrupt();
        try {
            // Not the thread's end: it waits in System.exit for this hook.
            if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                lease.close();
            }
        } catch (IOException | InterruptedException e) {
            // The process ends now; the next build deletes what is left.
            return;
        }
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running.
            return;
        }
    }
}
