package io.kaniko.core.run;

import io.kaniko.spi.BuildException;

/** What an isolation without namespaces can say to a wish for a network: there is only the builder's. */
final class SharedNetwork {

    private SharedNetwork() {}

    static void require(RunCommand command, String isolation) {
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
