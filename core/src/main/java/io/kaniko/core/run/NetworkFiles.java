package io.kaniko.core.run;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The two files that tell a process whom it can talk to. They are mounted, so they never are part of a layer.
 *
 * @param resolvConf the machine's own {@code /etc/resolv.conf}
 * @param hosts {@code /etc/hosts} with the lines that BuildKit writes
 */
record NetworkFiles(byte[] resolvConf, byte[] hosts) {

    /** What the process believes to be its machine's name, as BuildKit has it. */
    static final String HOST_NAME = "buildkitsandbox";

    static NetworkFiles of(byte[] resolvConf, Map<String, String> extraHosts) {
        StringBuilder hosts = new StringBuilder()
                .append("127.0.0.1\tlocalhost ")
                .append(HOST_NAME)
                .append("\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        extraHosts.forEach((name, address) ->
                hosts.append(address).append('\t').append(name).append('\n'));
        return new NetworkFiles(resolvConf, hosts.toString().getBytes(StandardCharsets.UTF_8));
    }
}
