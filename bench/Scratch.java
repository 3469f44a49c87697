import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the tools keep their files: an empty place for each build. In memory, unless the disk is to be measured, too: a
 * disk has its own noise, and ext4 passes over the inodes that were freed in the last minutes, which makes the third
 * build in a row twice as slow as the first.
 */
final class Scratch implements AutoCloseable {

    private final Path directory;
    private final boolean onDisk;
    private boolean mounted;

    Scratch(Path directory, boolean onDisk) {
        this.directory = directory;
        this.onDisk = onDisk;
    }

    Path directory() {
        return directory;
    }

    /** Makes it empty. */
    void renew() throws IOException, InterruptedException {
        close();
        Shell.run("rm", "-rf", directory.toString());
        Files.createDirectories(directory);
        if (!onDisk) {
            Shell.run("mount", "-t", "tmpfs", "bench", directory.toString());
            mounted = true;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (mounted) {
            Shell.run("umount", directory.toString());
            mounted = false;
        }
    }
}
