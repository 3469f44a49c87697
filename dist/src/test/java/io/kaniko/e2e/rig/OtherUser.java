package io.kaniko.e2e.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A user without any rights, who has a home, a copy of the product that only root could change, and a place for contexts.
 * Its directory lies outside of the workbench's, which root keeps for itself.
 */
public final class OtherUser implements AutoCloseable {

    /** Debian's nobody: a number is all that the kernel knows of a user. */
    public static final int ID = 65534;

    private final Path directory;
    private final Path home;

    public OtherUser() throws IOException {
        directory = Files.createTempDirectory("kaniko-e2e-user-");
        home = Files.createDirectory(directory.resolve("home"));
        Program.shell(
                directory, "chmod 755 . && chown " + ID + ":" + ID + " home && cp -a " + Executor.home() + " kaniko");
    }

    /** The executor as this user starts it. */
    public Executor executor() throws IOException {
        return executor("executor", "");
    }

    /** The same on a machine that lets the user have other users, as Debian's adduser sets it up. */
    public Executor executorWithSubordinates() throws IOException {
        Program.find("newuidmap");
        Path ranges = Files.writeString(directory.resolve("ranges"), ID + ":200000:65536\n");
        return executor(
                "executor-with-subordinates",
                "if [ \"$1\" != inside ]; then exec unshare --mount \"$0\" inside \"$@\"; fi; shift\n" + "mount --bind "
                        + ranges + " /etc/subuid\nmount --bind " + ranges + " /etc/subgid\n");
    }

    private Executor executor(String name, String before) throws IOException {
        Path launcher = Files.writeString(
                directory.resolve(name),
                "#!/bin/sh\nset -e\n" + before + "exec setpriv --reuid=" + ID + " --regid=" + ID + " --clear-groups "
                        + directory.resolve("kaniko/bin/executor") + " \"$@\"\n");
        Program.shell(directory, "chmod 755 " + launcher);
        return new Executor(
                launcher,
                home,
                Map.of("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME", home.toString()));
    }

    public Path home() {
        return home;
    }

    /** A context that the user may read. */
    public ContextDirectory context(String name) throws IOException {
        return new ContextDirectory(Files.createDirectory(directory.resolve(name)));
    }

    @Override
    public void close() {
        try {
            Program.run("rm", "-rf", "--one-file-system", directory.toString()).succeeded();
        } catch (AssertionError e) {
            throw new UncheckedIOException(new IOException("cannot delete " + directory, e));
        }
    }
}
