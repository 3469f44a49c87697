package io.kaniko.core.cli;

import io.kaniko.core.build.Workspace;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of all work data ({@code --kaniko-dir}). Each build has a directory of its own below {@code builds}, with
 * a lock file beside it; what a killed build has left is deleted by the next one.
 */
final class KanikoDirectory {

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;

    KanikoDirectory(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /**
     * The flag, {@code KANIKO_DIR}, {@code /kaniko} in the executor image, the user's cache directory: in this order. Of
     * the last two the first that can be written to, or else one for temporary files.
     */
    static KanikoDirectory of(@Nullable String flag, Surroundings surroundings) {
        String given = flag != null && !flag.isEmpty() ? flag : surroundings.variable("KANIKO_DIR", "");
        if (!given.isEmpty()) {
            return new KanikoDirectory(surroundings.workingDirectory().resolve(given));
        }
        List<Path> usual = new ArrayList<>();
        if (surroundings.isExecutorImage()) {
            usual.add(surroundings.home());
        }
        String caches = surroundings.userHome().resolve(".cache").toString();
        usual.add(surroundings
                .workingDirectory()
                .resolve(surroundings.variable("XDG_CACHE_HOME", caches))
                .resolve("kaniko"));
        return new KanikoDirectory(
                usual.stream().filter(KanikoDirectory::isWritable).findFirst().orElseGet(() -> temporary(usual)));
    }

    /** Whether the directory can be used, or made. A pod's user often has neither a home nor a name. */
    private static boolean isWritable(Path directory) {
        Path existing = directory.resolve("builds");
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        return Files.isDirectory(existing) && Files.isWritable(existing);
    }

    /** The user's own below the directory for temporary files, where others could have been first. */
    private static Path temporary(List<Path> unusable) {
        try {
            int user = LinuxFiles.lstat("/proc/self/status").uid();
            Path own = Path.of(System.getProperty("java.io.tmpdir"), "kaniko-" + outside(user));
            try {
                Files.createDirectory(own, PRIVATE);
            } catch (FileAlreadyExistsException itIsThere) {
                FileStat there = LinuxFiles.lstat(own.toString());
                if (!there.isDirectory() || there.uid() != user) {
                    return unusable.getFirst();
                }
            }
            return own;
        } catch (IOException e) {
            // Whoever opens the directory tells what is wrong with it.
            return unusable.getFirst();
        }
    }

    /** The user's number outside of a user namespace, where everybody is root inside. */
    private static long outside(int user) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/uid_map"))) {
            String[] range = line.strip().split("\\s+");
            long first = Long.parseLong(range[0]);
            if (user >= first && user - first < Long.parseLong(range[2])) {
                return Long.parseLong(range[1]) + user - first;
            }
        }
        return user;
    }

    Path path() {
        return directory;
    }

    /** Makes a directory for one build, whose caches are with the work data. */
    Lease open() {
        return open(directory.resolve("caches"));
    }

    /**
     * Makes a directory for one build.
     *
     * @param caches where the directories of {@code RUN --mount=type=cache} live on; absolute, made when it is wanted
     */
    Lease open(Path caches) {
        Path builds = directory.resolve("builds");
        try {
            Files.createDirectories(builds);
            deleteAbandoned(builds);
            Path lockFile = Files.createTempFile(builds, "build-", ".lock");
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
            FileLock lock = channel.lock();
            Path own = directoryOf(lockFile);
            Files.createDirectory(own, PRIVATE);
            return new Lease(own, lockFile, lock, new Workspace(own, caches));
        } catch (IOException e) {
            throw new BuildException(
                    BuildException.Kind.ENVIRONMENT,
                    "Cannot make a work directory below " + builds,
                    Optional.of("Choose a directory that is writable and has space, with --kaniko-dir or KANIKO_DIR."),
                    e);
        }
    }

    private static Path directoryOf(Path lockFile) {
        String name = lockFile.getFileName().toString();
        return lockFile.resolveSibling(name.substring(0, name.length() - ".lock".length()));
    }

    /** A lock dies with its process, so a lock file that can be locked belongs to nobody. */
    private static void deleteAbandoned(Path builds) throws IOException {
        List<Path> lockFiles;
        try (Stream<Path> entries = Files.list(builds)) {
            lockFiles = entries.filter(entry -> entry.toString().endsWith(".lock"))
                    .sorted()
                    .toList();
        }
        for (Path lockFile : lockFiles) {
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    delete(directoryOf(lockFile));
                    Files.deleteIfExists(lockFile);
                }
            } catch (IOException | java.nio.channels.OverlappingFileLockException e) {
                // Somebody else deletes it at this moment, or it is this process's own. Neither matters to this build.
                continue;
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            LinuxFiles.deleteTree(tree.toString());
        }
    }

    /** The directory of one build, until it is closed. */
    static final class Lease implements AutoCloseable {

        private final Path own;
        private final Path lockFile;
        private final FileLock lock;
        private final Workspace workspace;

        private Lease(Path own, Path lockFile, FileLock lock, Workspace workspace) {
            this.own = own;
            this.lockFile = lockFile;
            this.lock = lock;
            this.workspace = workspace;
        }

        Workspace workspace() {
            return workspace;
        }

        /** Deletes it. May be called again, and by the thread that ends the program. */
        @Override
        public synchronized void close() throws IOException {
            if (lock.isValid()) {
                try {
                    delete(own);
                    Files.deleteIfExists(lockFile);
                } finally {
                    lock.channel().close();
                }
            }
        }
    }
}
