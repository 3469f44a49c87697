package io.kaniko.context.git;

import io.kaniko.spi.TransferProgress;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.eclipse.jgit.lib.ProgressMonitor;

/**
 * Tells how much of a repository has arrived: JGit counts objects, so the file that they arrive in is looked at. It also
 * ends a transfer when the build is interrupted.
 */
final class ReceivedBytes implements ProgressMonitor {

    private static final long INTERVAL_NANOS = 250_000_000;

    private final TransferProgress progress;
    private final Path objects;
    private final long earlierBytes;
    private long told = System.nanoTime();
    private long bytes;

    /**
     * @param objects the directory of the repository's objects
     * @param earlierBytes what other repositories of the same context have brought
     */
    ReceivedBytes(TransferProgress progress, Path objects, long earlierBytes) {
        this.progress = progress;
        this.objects = objects;
        this.earlierBytes = earlierBytes;
    }

    /** Looks a last time, and gives what all repositories so far have brought. */
    long end() {
        tell();
        return earlierBytes + bytes;
    }

    @Override
    public void update(int completed) {
        if (System.nanoTime() - told >= INTERVAL_NANOS) {
            tell();
        }
    }

    private void tell() {
        told = System.nanoTime();
        try {
            long now = size(objects, "incoming_*.pack") + size(objects.resolve("pack"), "*.pack");
            bytes = Math.max(bytes, now);
        } catch (IOException e) {
            // A file has been renamed meanwhile; the next look will see it.
            return;
        }
        progress.arrived(earlierBytes + bytes, OptionalLong.empty());
    }

    private static long size(Path directory, String names) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        long size = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, names)) {
            for (Path file : files) {
                size += Files.size(file);
            }
        }
        return size;
    }

    @Override
    public boolean isCancelled() {
        return Thread.currentThread().isInterrupted();
    }

    @Override
    public void start(int totalTasks) {
        // Tasks are not what users see.
    }

    @Override
    public void beginTask(String title, int totalWork) {
        // Tasks are not what users see.
    }

    @Override
    public void endTask() {
        // Tasks are not what users see.
    }

    @Override
    public void showDuration(boolean enabled) {
        // Core measures how long it takes.
    }
}
