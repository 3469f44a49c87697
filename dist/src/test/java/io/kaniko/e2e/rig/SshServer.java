package io.kaniko.e2e.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's sshd on the loopback device, with host and user keys of its own. The user is root. */
public final class SshServer implements AutoCloseable {

    /** sshd refuses to start without it; a machine that runs sshd as a service has it. */
    private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");

    private final Path directory;
    private final Daemon daemon;
    private final boolean madeDirectory;

    private SshServer(Path directory, Daemon daemon, boolean madeDirectory) {
        this.directory = directory;
        this.daemon = daemon;
        this.madeDirectory = madeDirectory;
    }

    public static SshServer start(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String key : List.of("host_key", "user_key", "other_key")) {
            Program.run(
                            "ssh-keygen",
                            "-q",
                            "-t",
                            "ed25519",
                            "-N",
                            "",
                            "-f",
                            directory.resolve(key).toString())
                    .succeeded();
        }
        Path configuration = Files.writeString(directory.resolve("sshd_config"), """
            ListenAddress 127.0.0.1
            HostKey %1$s/host_key
            AuthorizedKeysFile %1$s/user_key.pub
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            PermitRootLogin prohibit-password
            """.formatted(directory));
        boolean madeDirectory = !Files.exists(PRIVILEGE_SEPARATION);
        Files.createDirectories(PRIVILEGE_SEPARATION);
        Daemon daemon = Daemon.start(
                directory.resolve("log"),
                port -> List.of("sshd", "-D", "-e", "-f", configuration.toString(), "-p", Integer.toString(port)));
        return new SshServer(directory, daemon, madeDirectory);
    }

    /** The address of a repository of this machine. */
    public String address(Path repository) {
        return "ssh://root@127.0.0.1:" + daemon.port() + repository;
    }

    /** The key that the server accepts. */
    public Path userKey() {
        return directory.resolve("user_key");
    }

    /** A key that the server does not accept. */
    public Path otherKey() {
        return directory.resolve("other_key");
    }

    /** A file of known hosts that has this server. */
    public Path knownHosts() throws IOException {
        return Files.writeString(
                directory.resolve("known_hosts"),
                "[127.0.0.1]:" + daemon.port() + " " + Files.readString(directory.resolve("host_key.pub")));
    }

    @Override
    public void close() throws IOException {
        daemon.close();
        if (madeDirectory) {
            Files.deleteIfExists(PRIVILEGE_SEPARATION);
        }
    }
}
