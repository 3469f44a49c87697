import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A builder that can be measured. */
sealed interface Tool {

    String name();

    /** Builds the context's Dockerfile and pushes the image. */
    List<String> command(Path context, String destination);

    /** The names of its processes; others are the workload's own. */
    Set<String> programs();

    /** This builder. */
    record Executor(Path program, Path home) implements Tool {

        @Override
        public String name() {
            return "kaniko";
        }

        @Override
        public List<String> command(Path context, String destination) {
            return List.of(
                    program.toString(),
                    "--kaniko-dir",
                    home.toString(),
                    "--context",
                    context.toString(),
                    "--destination",
                    destination,
                    "--verbosity",
                    "warn");
        }

        @Override
        public Set<String> programs() {
            // The runtime is started by its own loader, whose name the process keeps.
            return Set.of("ld-linux-x86-64");
        }
    }

    /** Debian's buildah, without privilege and without a layer cache. */
    record Buildah(Path storage) implements Tool {

        @Override
        public String name() {
            return "buildah";
        }

        @Override
        public List<String> command(Path context, String destination) {
            String buildah = "buildah --root " + storage.resolve("root") + " --runroot " + storage.resolve("run")
                    + " --storage-driver overlay ";
            return List.of(
                    "sh",
                    "-c",
                    buildah + "build -q --isolation chroot --network host --tls-verify=false --layers=false -t "
                            + destination + " " + context + " && " + buildah + "push -q --tls-verify=false "
                            + destination);
        }

        @Override
        public Set<String> programs() {
            return Set.of("buildah");
        }
    }
}
