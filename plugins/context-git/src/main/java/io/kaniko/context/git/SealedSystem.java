package io.kaniko.context.git;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.FS_POSIX;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * What JGit may know of the machine: nothing. It would read {@code ~/.gitconfig}, run {@code git} to find the machine's
 * configuration and {@code sh} to learn the umask, and measure the file system's clock with files of its own.
 */
final class SealedSystem extends SystemReader {

    private static final File NOWHERE = new File("/nonexistent/git");
    private static final int USUAL_UMASK = 022;
    private static final long CLOCK_TICK_NANOS = 10_000_000;

    private final SystemReader usual = SystemReader.getInstance();

    private SealedSystem() {
        setPlatformChecker();
    }

    /** The file system that repositories are made on. JGit keeps its view of the machine in a static field. */
    static FS install() {
        if (!(SystemReader.getInstance() instanceof SealedSystem)) {
            SystemReader.setInstance(new SealedSystem());
        }
        if (FS.DETECTED instanceof FS_POSIX posix) {
            posix.setUmask(USUAL_UMASK);
        }
        return FS.DETECTED;
    }

    @Override
    public String getHostname() {
        return "localhost";
    }

    @Override
    public @Nullable String getenv(String variable) {
        return null;
    }

    @Override
    public String getProperty(String key) {
        return usual.getProperty(key);
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS files) {
        return new EmptyConfig(parent, files);
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS files) {
        return new EmptyConfig(parent, files);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS files) {
        return new EmptyConfig(parent, files);
    }

    @Override
    public Path getXdgConfigDirectory(FS files) {
        return NOWHERE.toPath();
    }

    @Override
    @SuppressWarnings("deprecation")
    public long getCurrentTime() {
        return System.currentTimeMillis();
    }

    @Override
    @SuppressWarnings("deprecation")
    public int getTimezone(long when) {
        return 0;
    }

    /** Reads and writes no file; a few settings are our own. */
    private static final class EmptyConfig extends FileBasedConfig {

        EmptyConfig(@Nullable Config parent, FS files) {
            super(parent, NOWHERE, files);
            // Nobody cleans up a repository that is deleted in a moment.
            setInt("gc", null, "auto", 0);
            // Otherwise a thread of JGit's locks the repository to find that out, while others read or delete it.
            setBoolean("gc", null, "autoDetach", false);
        }

        @Override
        public void load() {
            // There is nothing to read.
        }

        @Override
        public void save() throws IOException {
            // What JGit finds out about the machine is not kept.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }

        /** The file system's clock is said to be slow, so that JGit need not measure it. */
        @Override
        public long getTimeUnit(String section, String subsection, String name, long otherwise, TimeUnit unit) {
            return section.equals("filesystem")
                    ? unit.convert(CLOCK_TICK_NANOS, TimeUnit.NANOSECONDS)
                    : super.getTimeUnit(section, subsection, name, otherwise, unit);
        }
    }
}
