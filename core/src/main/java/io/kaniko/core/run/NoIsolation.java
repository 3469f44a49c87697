package io.kaniko.core.run;

import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.util.Optional;

/** Refuses to run anything, on a machine that allows no isolation. */
final class NoIsolation implements Isolation {

    private final IOException reason;

    /** @param reason what was tried and why it failed */
    NoIsolation(IOException reason) {
        this.reason = reason;
    }

    @Override
    public String name() {
        return "none";
    }

    @Override
    public RunOutcome run(RunCommand command) {
        throw new BuildException(
                BuildException.Kind.ENVIRONMENT,
                "Cannot run processes in namespaces of their own: " + reason.getMessage(),
                Optional.of("Run the builder as root with CAP_SYS_ADMIN (Kubernetes: securityContext.capabilities.add:"
                    + " [SYS_ADMIN]; Docker: --cap-add SYS_ADMIN --security-opt apparmor=unconfined). This version has"
                    + " no other isolation: user namespaces and --isolation=root are not available yet."),
                reason);
    }
}
