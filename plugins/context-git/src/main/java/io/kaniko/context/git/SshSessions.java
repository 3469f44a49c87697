package io.kaniko.context.git;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.transport.sshd.OpenSshServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;

/**
 * SSH as the executor's user has it: keys and known hosts of {@code ~/.ssh}, unless {@code GIT_SSH_KEY} names a key and
 * {@code SSH_KNOWN_HOSTS} files of known hosts. A host that is not known is refused.
 */
final class SshSessions {

    private static final List<String> USUAL_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private SshSessions() {}

    /** @param nobodysHome where to look if the environment names no home */
    static SshdSessionFactory of(Map<String, String> environment, Path nobodysHome) {
        String home = environment.getOrDefault("HOME", "");
        Path homeDirectory = home.isEmpty() ? nobodysHome : Path.of(home);
        Path sshDirectory = homeDirectory.resolve(".ssh");
        List<Path> keys = keys(environment, sshDirectory);
        List<Path> knownHosts = knownHosts(environment, sshDirectory);
        return new SshdSessionFactoryBuilder()
                .setPreferredAuthentications("publickey")
                .setHomeDirectory(homeDirectory.toFile())
                .setSshDirectory(sshDirectory.toFile())
                .setDefaultIdentities(directory -> keys)
                .setDefaultKnownHostsFiles(directory -> knownHosts)
                .setServerKeyDatabase((user, directory) -> new OpenSshServerKeyDatabase(false, knownHosts))
                .setConfigFile(directory -> new File(directory, "config"))
                .build(null);
    }

    private static List<Path> keys(Map<String, String> environment, Path sshDirectory) {
        String named = environment.getOrDefault("GIT_SSH_KEY", "");
        if (!named.isEmpty()) {
            return List.of(Path.of(named));
        }
        return USUAL_KEYS.stream()
                .map(sshDirectory::resolve)
                .filter(Files::isRegularFile)
                .toList();
    }

    private static List<Path> knownHosts(Map<String, String> environment, Path sshDirectory) {
        String named = environment.getOrDefault("SSH_KNOWN_HOSTS", "");
        if (!named.isEmpty()) {
            return Stream.of(named.split(":"))
                    .filter(file -> !file.isEmpty())
                    .map(Path::of)
                    .toList();
        }
        List<Path> usual = new ArrayList<>();
        usual.add(sshDirectory.resolve("known_hosts"));
        usual.add(Path.of("/etc/ssh/ssh_known_hosts"));
        return usual;
    }
}
