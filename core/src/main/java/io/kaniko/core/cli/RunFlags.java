package io.kaniko.core.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the build runs: RUN steps, the machine, the program itself. */
final class RunFlags {

    @Option(
            names = "--isolation",
            paramLabel = "MODE",
            description = "How RUN is kept apart from this system: auto, namespace, chroot, root. Default: auto")
    String isolation = "auto";

    @Option(
            names = "--force",
            description = "Allow root isolation outside of a container. It changes this system's files.")
    boolean force;

    @Option(
            names = "--secret",
            paramLabel = "id=ID[,src=FILE|,env=NAME]",
            description = "A secret for RUN --mount=type=secret. Repeatable.")
    List<String> secrets = new ArrayList<>();

    @Option(
            names = "--ssh",
            paramLabel = "default|ID[=SOCKET]",
            description = "An SSH agent's socket for RUN --mount=type=ssh. Repeatable.")
    List<String> ssh = new ArrayList<>();

    @Option(
            names = "--add-host",
            paramLabel = "NAME:ADDRESS",
            description = "A line of /etc/hosts for RUN. Repeatable.")
    List<String> addHosts = new ArrayList<>();

    @Option(
            names = "--allow",
            split = ",",
            paramLabel = "ENTITLEMENT",
            description = "What RUN may ask for: network.host, security.insecure. Repeatable, or a list with commas.")
    List<String> allow = new ArrayList<>();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "How many steps of independent stages may run at once. Default: number of processors")
    @Nullable
    Integer jobs;

    @Option(
            names = "--kaniko-dir",
            paramLabel = "DIR",
            description =
                    "Directory for work data. Default: KANIKO_DIR, or /kaniko in the executor image, or the user's"
                            + " cache directory")
    @Nullable
    String kanikoDirectory;

    @Option(
            names = "--plugins-dir",
            paramLabel = "DIR",
            description = "A directory with plugins. Repeatable. Default: KANIKO_PLUGINS_DIR, and /kaniko/plugins")
    List<String> pluginsDirectories = new ArrayList<>();
}
