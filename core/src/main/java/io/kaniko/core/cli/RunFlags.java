package io.kaniko.core.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the build runs: RUN steps, the machine, the program itself. */
final class RunFlags {

    String isolation = "auto";
    boolean force;
    List<String> secrets = new ArrayList<>();
    List<String> ssh = new ArrayList<>();
    List<String> addHosts = new ArrayList<>();
    List<String> allow = new ArrayList<>();

    @Nullable
    Integer jobs;

    @Nullable
    String kanikoDirectory;

    List<String> pluginsDirectories = new ArrayList<>();

    /** In the order of the help. */
    List<Flag> flags() {
        return List.of(
                Flag.of("--isolation")
                        .meaning("How RUN is kept apart from this system: auto, namespace, chroot, root. Default: auto")
                        .taking("MODE", value -> isolation = value),
                Flag.of("--force")
                        .meaning("Allow root isolation outside of a container. It changes this system's files.")
                        .switching(value -> force = value),
                Flag.of("--secret")
                        .meaning("A secret for RUN --mount=type=secret. Repeatable.")
                        .taking("id=ID[,src=FILE|,env=NAME]", secrets::add),
                Flag.of("--ssh")
                        .meaning("An SSH agent's socket for RUN --mount=type=ssh. Repeatable.")
                        .taking("default|ID[=SOCKET]", ssh::add),
                Flag.of("--add-host")
                        .meaning("A line of /etc/hosts for RUN. Repeatable.")
                        .taking("NAME:ADDRESS", addHosts::add),
                Flag.of("--allow")
                        .meaning("What RUN may ask for: network.host, security.insecure. Repeatable.")
                        .taking("ENTITLEMENT", value -> allow.addAll(List.of(value.split(",", -1)))),
                Flag.of("--jobs")
                        .meaning("How many steps of independent stages may run at once. Default: number of processors")
                        .taking("N", value -> jobs = Flag.number(value)),
                Flag.of("--kaniko-dir")
                        .meaning("Directory for work data. Default: KANIKO_DIR, or /kaniko in the executor image, or"
                                + " the user's cache directory")
                        .taking("DIR", value -> kanikoDirectory = value),
                Flag.of("--plugins-dir")
                        .meaning("A directory with plugins. Repeatable. Default: KANIKO_PLUGINS_DIR, and"
                                + " /kaniko/plugins")
                        .taking("DIR", pluginsDirectories::add));
    }
}
