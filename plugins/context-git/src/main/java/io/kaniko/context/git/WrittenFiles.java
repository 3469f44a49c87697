package io.kaniko.context.git;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.jspecify.annotations.Nullable;

/**
 * Gives what was checked out the permissions that Git knows, 644 and 755, whatever the umask is. What lies in {@code .git}
 * is left alone.
 */
final class WrittenFiles extends SimpleFileVisitor<Path> {

    private static final Set<PosixFilePermission> PLAIN = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwxr-xr-x");

    private final Optional<FileTime> time;

    private WrittenFiles(Optional<FileTime> time) {
        this.time = time;
    }

    /** @param time what everything gets as its time; empty leaves the time of writing */
    static void settle(Path directory, Optional<Instant> time) throws IOException {
        Files.walkFileTree(directory, new WrittenFiles(time.map(FileTime::from)));
    }

    /** Deletes a repository's own directory, or the file that stands for it. */
    static void deleteGitDirectory(Path worktree) throws IOException {
        Path directory = worktree.resolve(Constants.DOT_GIT);
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
        if (directory.getFileName().toString().equals(Constants.DOT_GIT)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        Files.setPosixFilePermissions(directory, PROGRAM);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.isRegularFile()) {
            boolean program = Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
            Files.setPosixFilePermissions(file, program ? PROGRAM : PLAIN);
        }
        setTime(file);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
        setTime(directory);
        return super.postVisitDirectory(directory, failure);
    }

    private void setTime(Path file) throws IOException {
        if (time.isPresent()) {
            Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(time.get(), null, null);
        }
    }
}
