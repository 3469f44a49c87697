package io.kaniko.core.step;

import io.kaniko.core.dockerfile.MountSpec;
import io.kaniko.core.oci.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The directories of {@code RUN --mount=type=cache}. They lie side by side below one directory and live on between
 * builds; locks are files, so that several builds may share them.
 */
final class CacheDirectories {

    private static final long RETRY_MILLIS = 50;

    private final Path directory;

    CacheDirectories(Path directory) {
        this.directory = directory;
    }

    /** A cache in use. Closing gives it back. */
    record Lease(Path directory, boolean fresh, Optional<FileChannel> lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (lock.isPresent()) {
                lock.get().close();
            }
        }
    }

    /**
     * A cache directory. Locked ones wait for their turn; private ones take the first that nobody uses.
     *
     * @param identity what makes it this cache and no other
     */
    Lease take(String identity, MountSpec.Sharing sharing) throws IOException, InterruptedException {
        String name = Digest.of(identity.getBytes(StandardCharsets.UTF_8)).hex();
        Files.createDirectories(directory);
        return switch (sharing) {
            case SHARED -> lease(name, Optional.empty());
            case LOCKED -> {
                Optional<FileChannel> lock = tryLock(name);
                while (lock.isEmpty()) {
                    Thread.sleep(RETRY_MILLIS);
                    lock = tryLock(name);
                }
                yield lease(name, lock);
            }
            case PRIVATE -> {
                int number = 0;
                Optional<FileChannel> lock = tryLock(name + "-0");
                while (lock.isEmpty()) {
                    number++;
                    lock = tryLock(name + "-" + number);
                }
                yield lease(name + "-" + number, lock);
            }
        };
    }

    private Lease lease(String name, Optional<FileChannel> lock) throws IOException {
        Path cache = directory.resolve(name);
        boolean fresh = !Files.exists(cache);
        Files.createDirectories(cache);
        return new Lease(cache, fresh, lock);
    }

    private Optional<FileChannel> tryLock(String name) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException e) {
            // Another step of this very build has it.
        }
        channel.close();
        return Optional.empty();
    }
}
