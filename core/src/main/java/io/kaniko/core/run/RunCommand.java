package io.kaniko.core.run;

import io.kaniko.core.rootfs.StageRoot;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * A process to run.
 *
 * @param root the file system it sees; no other process may run in it meanwhile
 * @param arguments the program and what it is given; a program without a slash is looked for along the environment's
 *     PATH
 * @param environment all of it: nothing is added and nothing is taken from the builder's own
 * @param workingDirectory an absolute path in the image, which must exist
 * @param mounts in the order in which they are mounted
 * @param security how much of the machine it may change
 * @param extraHosts lines for {@code /etc/hosts}, beside those of the machine itself
 */
public record RunCommand(
        StageRoot root,
        List<String> arguments,
        SequencedMap<String, String> environment,
        String workingDirectory,
        UserIds user,
        List<RunMount> mounts,
        NetworkMode network,
        SecurityMode security,
        List<HostAddress> extraHosts,
        RunOutput output) {

    public RunCommand {
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(security, "security");
        Objects.requireNonNull(output, "output");
        arguments = List.copyOf(arguments);
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        if (!workingDirectory.startsWith("/")) {
            throw new IllegalArgumentException(
                    "the working directory must be absolute, not \"" + workingDirectory + "\"");
        }
        environment = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(environment));
        mounts = List.copyOf(mounts);
        extraHosts = List.copyOf(extraHosts);
    }

    /** The same with its files elsewhere. */
    RunCommand at(StageRoot other) {
        return new RunCommand(
                other, arguments, environment, workingDirectory, user, mounts, network, security, extraHosts, output);
    }

    /** Names the program only: arguments and environment may hold secrets. */
    @Override
    public String toString() {
        return "RunCommand[" + arguments.getFirst() + "]";
    }
}
