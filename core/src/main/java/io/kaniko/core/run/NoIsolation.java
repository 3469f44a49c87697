package io.kaniko.core.run;

import io.kaniko.spi.BuildException;
import java.util.List;

/** Refuses to run anything, on a machine that allows no isolation. */
final class NoIsolation implements Isolation {

    private final List<String> reasons;

    /** @param reasons what was tried and why it failed */
    NoIsolation(List<String> reasons) {
        this.reasons = List.copyOf(reasons);
    }

    @Override
    public String name() {
        return "none";
    }

    @Override
    public boolean takesMountedRoots() {
        return false;
    }

    @Override
    public RunOutcome run(RunCommand command) {
        throw new BuildException(
                BuildException.Kind.ENVIRONMENT,
                "Cannot run processes here; tried " + String.join("; ", reasons),
                "Run the builder as root: on a machine, or in a container with CAP_SYS_ADMIN, for namespaces"
                    + " (Kubernetes: securityContext.capabilities.add: [SYS_ADMIN]; Docker: --cap-add SYS_ADMIN"
                    + " --security-opt apparmor=unconfined); in a container with Docker's default capabilities for"
                    + " root isolation; with CAP_SYS_CHROOT and CAP_MKNOD for --isolation=chroot. Or as any user where"
                    + " the machine lets users make user namespaces: with ranges in /etc/subuid and /etc/subgid and"
                    + " the programs of Debian's uidmap, RUN can have more users than root.");
    }
}
