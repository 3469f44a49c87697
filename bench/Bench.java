import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds a few images with this builder and with its peers, in turns, and prints what each needed, as a table of medians
 * and of ratios. Ratios hold within one run only: machines are noisy.
 *
 * <pre>java bench/Bench.java [--executor FILE] [--work DIR] [--rounds N] [--on-disk] [--peer NAME] [WORKLOAD]...</pre>
 *
 * README.md says what the workloads are and what must be installed.
 */
public final class Bench {

    private static final String USAGE = """
        usage: java bench/Bench.java [options] [workload]...

          --executor FILE  the program to measure (dist/target/kaniko/bin/executor)
          --work DIR       where contexts and base images are kept between runs (/var/tmp/kaniko-bench)
          --rounds N       builds per tool and workload (3)
          --on-disk        the tools' own files on the disk of the work directory, not in memory
          --peer NAME      buildah, or none (buildah where it is installed)

        workloads: %s; all of them where none is named
        """;

    public static void main(String... arguments) throws IOException, InterruptedException {
        Path executor = Path.of("dist/target/kaniko/bin/executor");
        Path work = Path.of("/var/tmp/kaniko-bench");
        int rounds = 3;
        boolean onDisk = false;
        String peer = Files.isExecutable(Path.of("/usr/bin/buildah")) ? "buildah" : "none";
        List<Workload> chosen = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--executor" -> executor = Path.of(arguments[++i]);
                case "--work" -> work = Path.of(arguments[++i]);
                case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
                case "--on-disk" -> onDisk = true;
                case "--peer" -> peer = arguments[++i];
                default -> chosen.add(Workload.named(arguments[i]).orElseThrow(() -> usage(1)));
            }
        }
        if (!Files.isExecutable(executor) || !Set.of("buildah", "none").contains(peer)) {
            throw usage(1);
        }
        Files.createDirectories(work);
        try (Registry registry = Registry.start(work.resolve("registry"));
                Scratch scratch = new Scratch(work.resolve("scratch"), onDisk)) {
            Tool ours = new Tool.Executor(
                    executor.toAbsolutePath(), scratch.directory().resolve("home"));
            Tool buildah = new Tool.Buildah(scratch.directory().resolve("buildah"));
            List<Tool> tools = peer.equals("none") ? List.of(ours) : List.of(ours, buildah);
            BaseImages bases = new BaseImages(work.resolve("bases"), registry, ours);
            List<Workload> workloads = chosen.isEmpty() ? List.of(Workload.values()) : chosen;
            Table table = new Table(tools);
            for (Workload workload : workloads) {
                workload.bases().forEach(bases::provide);
                Path context = workload.prepare(work.resolve("contexts"), registry);
                table.add(workload, measure(workload, context, tools, registry, scratch, rounds));
                System.out.print(table.lastRow());
            }
            System.out.println();
            System.out.print(table);
        }
    }

    /** Round by round, so that a neighbour's noise falls on all tools alike. */
    private static Map<Tool, List<Measurement>> measure(
            Workload workload, Path context, List<Tool> tools, Registry registry, Scratch scratch, int rounds)
            throws IOException, InterruptedException {
        Map<Tool, List<Measurement>> measured = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Tool tool : tools) {
                scratch.renew();
                String destination = registry.address() + "/out/" + workload.label() + ":" + tool.name() + round;
                System.err.printf("%s, round %d of %d: %s%n", workload.label(), round + 1, rounds, tool.name());
                measured.computeIfAbsent(tool, none -> new ArrayList<>())
                        .add(Measurement.of(tool.command(context, destination), tool.programs()));
            }
        }
        return measured;
    }

    private static IllegalStateException usage(int status) {
        System.err.printf(USAGE, Workload.labels());
        System.exit(status);
        return new IllegalStateException();
    }
}
