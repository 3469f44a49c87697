package io.kaniko.core.run;

import io.kaniko.spi.BuildException;

/** What an isolation without namespaces cannot give: a network of its own, and a machine without masks. */
final class SharedMachine {

    private SharedMachine() {}

    static void require(RunCommand command, String isolation) {
        if (command.security() == SecurityMode.INSECURE) {
            throw new BuildException(
                    BuildException.Kind.ENVIRONMENT,
                    "RUN --security=insecure is not possible with --isolation=" + isolation
                            + ": the process would have no more than this container has",
                    "Give the builder CAP_SYS_ADMIN, with which --isolation=namespace is possible, or remove"
                            + " --security=insecure.");
        }
        switch (command.network()) {
            case DEFAULT, HOST -> {}
            case NONE ->
                throw new BuildException(
                        BuildException.Kind.ENVIRONMENT,
                        "RUN --network=none is not possible with --isolation=" + isolation
                                + ": the process would have the builder's network",
                        "Give the builder CAP_SYS_ADMIN, with which --isolation=namespace is possible, or remove"
                                + " --network=none.");
        }
    }
}
