package io.kaniko.core.step;

import io.kaniko.core.dockerfile.MountSpec;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.oci.Digest;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * The directories of {@code RUN --mount=type=cache}. They lie side by side below one directory and live on between
 * builds. Steps of one build take turns by semaphores, builds by file locks, since a process has a file lock only once.
 */
final class CacheDirectories {

    private final Path directory;
    private final Map<String, Semaphore> turns = new ConcurrentHashMap<>();

    CacheDirectories(Path directory) {
        this.directory = directory;
    }

    /** A cache in use. Closing gives it back. */
    record Lease(Path directory, Optional<Lock> lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (lock.isPresent()) {
                lock.get().close();
            }
        }
    }

    /** Puts into a new cache what it begins with. */
    @FunctionalInterface
    interface Beginning {
        void fill(Path directory) throws IOException, InterruptedException;
    }

    /** A turn of this process, and a lock against other processes. */
    record Lock(Semaphore turn, FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } finally {
                turn.release();
            }
        }
    }

    /**
     * A cache directory. Locked ones wait for their turn; private ones take the first that nobody uses.
     *
     * @param identity what makes it this cache and no other
     * @param beginning called for a directory that is new; a cache appears when it is complete, or not at all
     */
    Lease take(String identity, MountSpec.Sharing sharing, Beginning beginning)
            throws IOException, InterruptedException {
        String name = Digest.of(identity.getBytes(StandardCharsets.UTF_8)).hex();
        makeDirectory();
        return switch (sharing) {
            case SHARED -> lease(name, Optional.empty(), beginning);
            case LOCKED -> lease(name, Optional.of(lock(name)), beginning);
            case PRIVATE -> {
                int number = 0;
                Optional<Lock> lock = tryLock(name + "-0");
                while (lock.isEmpty()) {
                    number++;
                    lock = tryLock(name + "-" + number);
                }
                yield lease(name + "-" + number, lock, beginning);
            }
        };
    }

    private void makeDirectory() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new BuildException(
                    BuildException.Kind.ENVIRONMENT,
                    "Cannot make the directory " + directory + " for caches of RUN",
                    Optional.of("Choose one that can be written to, with --cache-dir or --kaniko-dir."),
                    e);
        }
    }

    private Lease lease(String name, Optional<Lock> lock, Beginning beginning)
            throws IOException, InterruptedException {
        Lease lease = new Lease(directory.resolve(name), lock);
        try {
            if (!Files.exists(lease.directory())) {
                begin(lease.directory(), beginning);
            }
            return lease;
        } catch (IOException | InterruptedException | RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    private void begin(Path cache, Beginning beginning) throws IOException, InterruptedException {
        Path made = Files.createTempDirectory(directory, ".new-");
        LinuxFiles.setPermissions(made.toString(), 0755);
        try {
            beginning.fill(made);
            Files.move(made, cache);
        } catch (FileAlreadyExistsException e) {
            // Another step or build that shares it was faster: its directory is the cache.
            LinuxFiles.deleteTree(made.toString());
        } catch (IOException | InterruptedException | RuntimeException e) {
            LinuxFiles.deleteTree(made.toString());
            throw e;
        }
    }

    private Lock lock(String name) throws IOException, InterruptedException {
        Semaphore turn = turn(name);
        turn.acquire();
        FileChannel channel = null;
        try {
            channel = open(name);
            channel.lock();
            return new Lock(turn, channel);
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            turn.release();
            throw e;
        }
    }

    private Optional<Lock> tryLock(String name) throws IOException {
        Semaphore turn = turn(name);
        if (!turn.tryAcquire()) {
            return Optional.empty();
        }
        FileChannel channel = open(name);
        if (channel.tryLock() != null) {
            return Optional.of(new Lock(turn, channel));
        }
        channel.close();
        turn.release();
        return Optional.empty();
    }

    private Semaphore turn(String name) {
        return turns.computeIfAbsent(name, key -> new Semaphore(1));
    }

    private FileChannel open(String name) throws IOException {
        return FileChannel.open(directory.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
