package io.kaniko.core.cli;

import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Whether this is a container: where it is not, root isolation would change the machine's own files. */
final class ContainerCheck {

    private static final List<String> MARKS = List.of(
            "run/.containerenv",
            ".dockerenv",
            "var/run/secrets/kubernetes.io/serviceaccount",
            "__runsc_containers__",
            "run/systemd/container");
    private static final Pattern CONTAINER_GROUP =
            Pattern.compile("docker|kubepods|containerd|crio|libpod|/lxc|/ecs/|garden|buildkit");
    private static final Pattern OVERLAY_ROOT = Pattern.compile("(?m)^\\S+ / overlay ");

    /** Of a process that is in no PID namespace but the machine's own: PROC_PID_INIT_INO, linux/proc_ns.h. */
    private static final String MACHINES_PROCESSES = "pid:[4026531836]";

    private final Path root;
    private final Map<String, String> environment;

    /** @param root {@code /} */
    ContainerCheck(Path root, Map<String, String> environment) {
        this.root = root;
        this.environment = environment;
    }

    boolean isContainer() {
        return MARKS.stream().anyMatch(mark -> Files.exists(root.resolve(mark)))
                || !environment.getOrDefault("container", "").isEmpty()
                || Files.exists(root.resolve("proc/vz")) && !Files.exists(root.resolve("proc/bc"))
                || CONTAINER_GROUP.matcher(read("proc/self/cgroup")).find()
                || OVERLAY_ROOT.matcher(read("proc/self/mounts")).find()
                || hasProcessesOfItsOwn();
    }

    private boolean hasProcessesOfItsOwn() {
        try {
            String namespace =
                    Files.readSymbolicLink(root.resolve("proc/self/ns/pid")).toString();
            return !namespace.equals(MACHINES_PROCESSES);
        } catch (IOException e) {
            return false;
        }
    }

    /** Refuses root isolation outside of a container, unless it is forced. */
    void check(String isolation, boolean force) {
        if (isolation.equals("root") && !force && !isContainer()) {
            throw new BuildException(
                    BuildException.Kind.ENVIRONMENT,
                    "kaniko should only be run inside of a container, run with the --force flag if you are sure you"
                            + " want to continue",
                    "Root isolation changes the files of the system it runs on. Leave out --isolation=root: with"
                            + " --isolation=namespace a build never touches them.");
        }
    }

    private String read(String file) {
        try {
            return Files.readString(root.resolve(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
