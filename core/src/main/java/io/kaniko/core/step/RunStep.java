package io.kaniko.core.step;

import io.kaniko.core.dockerfile.Heredoc;
import io.kaniko.core.dockerfile.Run;
import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.image.ImageConfig;
import io.kaniko.core.rootfs.Accounts;
import io.kaniko.core.rootfs.ImagePath;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.run.Entitlement;
import io.kaniko.core.run.HostAddress;
import io.kaniko.core.run.Isolation;
import io.kaniko.core.run.NetworkMode;
import io.kaniko.core.run.RunCommand;
import io.kaniko.core.run.RunFailedException;
import io.kaniko.core.run.RunMount;
import io.kaniko.core.run.RunOutcome;
import io.kaniko.core.run.SecurityMode;
import io.kaniko.core.run.UserIds;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.Changes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;

/** RUN: a process changes the stage's files; the snapshot plugin finds out which. */
public final class RunStep {

    private final Isolation isolation;
    private final MountPreparation mounts;
    private final Set<Entitlement> allowed;
    private final List<HostAddress> extraHosts;
    private final EventSink events;

    public RunStep(
            Isolation isolation,
            MountPreparation mounts,
            Set<Entitlement> allowed,
            List<HostAddress> extraHosts,
            EventSink events) {
        this.isolation = isolation;
        this.mounts = mounts;
        this.allowed = Set.copyOf(allowed);
        this.extraHosts = List.copyOf(extraHosts);
        this.events = events;
    }

    StepResult run(Run run, StepInput input) throws IOException, InterruptedException {
        refuseWhatIsNotAllowed(run);
        ImageConfig config = input.state().config();
        // Before the root is asked for: it may still be as the last RUN has left it, and known.
        input.files().baseline();
        StageRoot root = input.files().root();
        Accounts.Identity user = Accounts.of(root).identity(config.user());
        RunArguments process = RunArguments.of(run, config);
        SequencedMap<String, String> environment =
                new LinkedHashMap<>(input.state().scope().runEnvironment());
        environment.putIfAbsent("PATH", ImageConfig.DEFAULT_PATH);
        environment.putIfAbsent("HOME", user.home());

        RunOutcome outcome;
        // WORKDIR keeps an absolute path as it was written, /a/../b too, and the kernel would ask for the /a.
        String workingDirectory = "/" + ImagePath.clean(config.workingDirectory());
        root.makeDirectories(workingDirectory, 0755, 0, 0);
        try (PreparedMounts prepared = mounts.prepare(run.mounts(), input)) {
            environment.putAll(prepared.environment());
            List<RunMount> all = new ArrayList<>(prepared.mounts());
            process.script().map(RunStep::scriptMount).ifPresent(all::add);
            outcome = isolation.run(new RunCommand(
                    root,
                    process.arguments(),
                    environment,
                    workingDirectory,
                    ids(user),
                    all,
                    network(run.network()),
                    security(run.security()),
                    extraHosts,
                    (error, bytes) -> events.tell(new BuildEvent.ProcessOutput(input.id(), error, bytes))));
        }
        if (!outcome.succeeded()) {
            throw new RunFailedException(String.join(" ", process.arguments()), outcome.exitCode());
        }
        String history = StepHistory.run(process.arguments(), input.state().scope());
        return StepResult.ofLayer(input.state(), history, changes(input, outcome));
    }

    /** What a snapshot finds, without files that the isolation alone has moved. */
    private static Changes changes(StepInput input, RunOutcome outcome) throws IOException {
        Changes found = input.files().changes();
        TreeSet<String> changed = new TreeSet<>(found.changed());
        changed.removeAll(outcome.untouched());
        return new Changes(changed, found.deleted());
    }

    /** The primary group is a supplementary one, too, so that dropping it does not widen access (as runc does it). */
    private static UserIds ids(Accounts.Identity user) {
        SequencedSet<Integer> groups = new LinkedHashSet<>();
        groups.add(user.gid());
        groups.addAll(user.groups());
        return new UserIds(user.uid(), user.gid(), List.copyOf(groups));
    }

    private void refuseWhatIsNotAllowed(Run run) {
        if (run.network() == Run.Network.HOST) {
            require(Entitlement.NETWORK_HOST, "--network=host");
        }
        if (run.security() == Run.Security.INSECURE) {
            require(Entitlement.SECURITY_INSECURE, "--security=insecure");
        }
        if (!run.devices().isEmpty()) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "device " + run.devices().getFirst() + " is not available: CDI devices are not supported",
                    "Remove --device. A step that needs /dev/fuse, /dev/kvm or loop devices can have them with RUN"
                            + " --security=insecure.");
        }
    }

    private void require(Entitlement entitlement, String flag) {
        if (!allowed.contains(entitlement)) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    entitlement + " is not allowed",
                    "Remove " + flag + " from the RUN, or allow it: --allow " + entitlement + ".");
        }
    }

    private static NetworkMode network(Run.Network network) {
        return switch (network) {
            case DEFAULT -> NetworkMode.DEFAULT;
            case HOST -> NetworkMode.HOST;
            case NONE -> NetworkMode.NONE;
        };
    }

    private static SecurityMode security(Run.Security security) {
        return switch (security) {
            case SANDBOX -> SecurityMode.SANDBOX;
            case INSECURE -> SecurityMode.INSECURE;
        };
    }

    private static RunMount scriptMount(Heredoc script) {
        return new RunMount.Secret(
                RunArguments.SCRIPT_DIRECTORY + "/" + script.name(),
                script.body().getBytes(StandardCharsets.UTF_8),
                0755,
                0,
                0);
    }
}
