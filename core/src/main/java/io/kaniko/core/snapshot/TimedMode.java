package io.kaniko.core.snapshot;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.BuildException.Kind;
import io.kaniko.spi.Changes;
import io.kaniko.spi.SnapshotMode;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A mode whose looks at the files end the build when one takes longer than the limit: a disk that hangs must not hold a
 * build for ever. What is given up is left to a thread that does not keep the program alive.
 */
record TimedMode(SnapshotMode mode, Duration limit) implements SnapshotMode {

    @Override
    public String name() {
        return mode.name();
    }

    @Override
    public Snapshotter open(SnapshotScope scope) {
        return new Timed(mode.open(scope), limit);
    }

    private record Timed(Snapshotter snapshotter, Duration limit) implements Snapshotter {

        /** A look at the files. */
        @FunctionalInterface
        private interface Look<T> {
            T look() throws IOException;
        }

        @Override
        public void baseline() throws IOException {
            inTime(() -> {
                snapshotter.baseline();
                return Changes.NONE;
            });
        }

        @Override
        public Changes changes() throws IOException {
            return inTime(snapshotter::changes);
        }

        private <T> T inTime(Look<T> look) throws IOException {
            FutureTask<T> task = new FutureTask<>(look::look);
            Thread.ofPlatform().daemon().name("snapshot").start(task);
            try {
                return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                task.cancel(true);
                throw new BuildException(
                        Kind.ENVIRONMENT,
                        "Looking for what a RUN has changed took longer than " + words(limit),
                        "Find out why the disk is slow, or allow more by the environment variable"
                                + " SNAPSHOT_TIMEOUT_DURATION, as in 2h.");
            } catch (InterruptedException e) {
                task.cancel(true);
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while looking for what a RUN has changed", e);
            } catch (ExecutionException e) {
                throw failure(e.getCause());
            }
        }

        private static IOException failure(Throwable cause) {
            return switch (cause) {
                case IOException failure -> failure;
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                default -> new IOException(cause);
            };
        }

        private static String words(Duration limit) {
            return limit.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
        }
    }
}
