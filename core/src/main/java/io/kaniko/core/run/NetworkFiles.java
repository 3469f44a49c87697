package io.kaniko.core.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The two files that tell a process whom it can talk to. They are mounted, so they never are part of a layer.
 *
 * @param resolvConf the machine's own {@code /etc/resolv.conf}
 * @param hosts {@code /etc/hosts} with the lines that BuildKit writes
 */
record NetworkFiles(byte[] resolvConf, byte[] hosts) {

    /** What the process believes to be its machine's name, as BuildKit has it. */
    static final String HOST_NAME = "buildkitsandbox";

    /** The content of a file of the machine; nothing where it is missing. */
    static byte[] read(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    }

    /** The builder's own files, with more names: for runs that share them with it. */
    static NetworkFiles shared(byte[] resolvConf, byte[] ownHosts, List<HostAddress> extraHosts) {
        StringBuilder hosts = new StringBuilder(new String(ownHosts, StandardCharsets.UTF_8));
        if (!hosts.isEmpty() && hosts.charAt(hosts.length() - 1) != '\n') {
            hosts.append('\n');
        }
        return new NetworkFiles(resolvConf, withNames(hosts, extraHosts));
    }

    static NetworkFiles of(byte[] resolvConf, List<HostAddress> extraHosts) {
        StringBuilder hosts = new StringBuilder()
                .append("127.0.0.1\tlocalhost ")
                .append(HOST_NAME)
                .append("\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        return new NetworkFiles(resolvConf, withNames(hosts, extraHosts));
    }

    private static byte[] withNames(StringBuilder hosts, List<HostAddress> extraHosts) {
        for (HostAddress host : extraHosts) {
            hosts.append(host.address()).append('\t').append(host.name()).append('\n');
        }
        return hosts.toString().getBytes(StandardCharsets.UTF_8);
    }
}
