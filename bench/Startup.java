import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a build that does next to nothing spends its time on: each row is a command that does one thing more than the row
 * above, and what that thing costs.
 *
 * <pre>java bench/Startup.java [--executor FILE] [--work DIR] [--rounds N]</pre>
 */
public final class Startup {

    /** A command, and what it does that the one before does not. */
    private record Part(String what, List<String> command, List<Measurement> measured) {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        Path executor = Path.of("dist/target/kaniko/bin/executor");
        Path work = Path.of("/var/tmp/kaniko-bench");
        int rounds = 9;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--executor" -> executor = Path.of(arguments[++i]);
                case "--work" -> work = Path.of(arguments[++i]);
                case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
                default -> {
                    System.err.println("usage: java bench/Startup.java [--executor FILE] [--work DIR] [--rounds N]");
                    System.exit(1);
                }
            }
        }
        try (Registry registry = Registry.start(work.resolve("registry"))) {
            Path home = work.resolve("startup-home");
            Tool ours = new Tool.Executor(executor.toAbsolutePath(), home);
            BaseImages bases = new BaseImages(work.resolve("bases"), registry, ours);
            Workload.METADATA.bases().forEach(bases::provide);
            List<Part> parts = parts(executor.toAbsolutePath().toString(), home, work, registry);
            for (int round = 0; round < rounds; round++) {
                for (Part part : parts) {
                    part.measured().add(Measurement.of(part.command(), Set.of()));
                }
            }
            report(parts);
        }
    }

    private static List<Part> parts(String executor, Path home, Path work, Registry registry) throws IOException {
        Path contexts = work.resolve("contexts");
        Path nothing = context(contexts.resolve("nothing"), "FROM scratch\nENV A=1\n");
        Path files = context(contexts.resolve("one-file"), "FROM scratch\nCOPY Dockerfile /\nENV A=1\n");
        Path metadata = Workload.METADATA.prepare(contexts, registry);
        List<String> build = List.of(executor, "--kaniko-dir", home.toString(), "--verbosity", "warn");
        return List.of(
                part("the runtime", List.of("env", "KANIKO_JAVA_OPTIONS=-version", executor)),
                part("the command line", List.of(executor, "version")),
                part("plugins", List.of(executor, "plugins", "list")),
                part("a build without files", with(build, "--context", nothing.toString(), "--no-push")),
                part("files: system calls, a layer", with(build, "--context", files.toString(), "--no-push")),
                part("HTTP: a base's manifest", with(build, "--context", metadata.toString(), "--no-push")),
                part(
                        "a push, its layers there",
                        with(
                                build,
                                "--context",
                                metadata.toString(),
                                "--destination",
                                registry.address() + "/out/startup:1")));
    }

    private static Part part(String what, List<String> command) {
        return new Part(what, command, new ArrayList<>());
    }

    private static List<String> with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }

    private static Path context(Path directory, String dockerfile) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("Dockerfile"), dockerfile);
        return directory;
    }

    private static void report(List<Part> parts) {
        System.out.printf("%-30s %8s %8s %8s %8s%n", "with", "wall s", "more", "CPU s", "more");
        double wall = 0;
        double cpu = 0;
        for (Part part : parts) {
            double nextWall = Measurement.median(part.measured(), Measurement::wallSeconds);
            double nextCpu = Measurement.median(part.measured(), Measurement::cpuSeconds);
            System.out.printf(
                    "%-30s %8.2f %+8.2f %8.2f %+8.2f%n",
                    part.what(), nextWall, nextWall - wall, nextCpu, nextCpu - cpu);
            wall = nextWall;
            cpu = nextCpu;
        }
    }
}
