package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.ImageContainer;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.PausedStep;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.RunningBuild;
import io.kaniko.e2e.rig.Witness;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every file that a step saw is in the image as it was, and every file of an image is seen by a step as it is: names of
 * any bytes, owners, modes, times, links, holes, devices, capabilities. Python and umoci are the judges.
 */
@ExtendWith(WorkbenchSupply.class)
class ExactFilesIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Made on the way, with a time of its own, where the executor mounts what a container needs. */
    private static final String[] OF_THE_CONTAINER = {"/etc", "/kaniko", "/workspace", "/.dockerenv"};

    private final PausedStep making = new PausedStep();
    private final PausedStep changing = new PausedStep();

    private ContextDirectory oddContext(Workbench bench) throws Exception {
        return bench.context()
                .dockerfile("FROM " + bench.bases().busybox() + "\n" + making.instruction() + changing.instruction());
    }

    /** Takes the build through both steps; what the second one has seen at its end. */
    private List<String> makeAndChange(RunningBuild build) throws Exception {
        List<String> seen = new ArrayList<>();
        making.during(build, root -> Witness.oddities("make", root.resolve("odd")));
        changing.during(build, root -> {
            Witness.oddities("change", root.resolve("odd"));
            seen.addAll(Witness.tree(root, OF_THE_CONTAINER));
        });
        assertThat(build.awaitExit(LIMIT)).as(build.said()).isZero();
        return withoutSockets(seen);
    }

    /** Sockets mean nothing without the process that listens; no builder ships them. */
    private static List<String> withoutSockets(List<String> seen) {
        assertThat(seen).anyMatch(line -> line.contains("/socket 140777"));
        return seen.stream().filter(line -> !line.contains("/socket 140777")).toList();
    }

    @ParameterizedTest
    @CsvSource({"namespace, full", "namespace, overlay", "chroot, full"})
    void whatAStepLeavesIsWhatTheImageHolds(String isolation, String mode, Workbench bench) throws Exception {
        Path layout = bench.path("layout");
        List<String> seen;
        try (RunningBuild build = bench.executor()
                .start(
                        "--context=" + oddContext(bench),
                        "--insecure-pull",
                        "--no-push",
                        "--isolation=" + isolation,
                        "--snapshot-mode=" + mode,
                        "--oci-layout-path=" + layout)) {
            seen = makeAndChange(build);
        }

        ImageTree image = bench.readLayout(layout);
        assertThat(image.files(OF_THE_CONTAINER)).isEqualTo(seen);
        assertThat(Witness.tree(image.rootfs(), OF_THE_CONTAINER)).isEqualTo(seen);
    }

    @Test
    void whatAStepLeavesInAContainerIsWhatTheImageHolds(Workbench bench) throws Exception {
        Path context = Path.of(oddContext(bench).toString());
        Path results = bench.newDirectory("results");
        ImageContainer container =
                bench.container("executor").readOnly(context, "/workspace").writable(results, "/kaniko/results");
        List<String> seen;
        try (RunningBuild build = container.start(
                "--insecure-pull", "--no-push", "--isolation=root", "--oci-layout-path=/kaniko/results/layout")) {
            seen = makeAndChange(build);
        }

        ImageTree image = bench.readLayout(results.resolve("layout"));
        assertThat(image.files(OF_THE_CONTAINER)).isEqualTo(seen);
        assertThat(Witness.tree(image.rootfs(), OF_THE_CONTAINER)).isEqualTo(seen);
    }

    /** Paths of 6000 bytes: made by a step, unpacked from a base, copied from a stage and from a context. */
    @Test
    void pathsMayBeLongerThanTheKernelTakes(Workbench bench) throws Exception {
        Path first = bench.path("layout");
        String base = bench.registry().reference("exact/deep:1");
        try (RunningBuild build = bench.executor()
                .start(
                        "--context="
                                + bench.context()
                                        .dockerfile("FROM " + bench.bases().busybox() + "\n" + making.instruction()),
                        "--insecure",
                        "--insecure-pull",
                        "--destination=" + base,
                        "--oci-layout-path=" + first)) {
            making.during(build, root -> {
                Witness.oddities("make", root.resolve("odd"));
                Witness.oddities("deepen", root.resolve("odd/deep"));
            });
            assertThat(build.awaitExit(LIMIT)).as(build.said()).isZero();
        }
        ContextDirectory context =
                bench.context().dockerfile("FROM " + base + " AS base\n" + changing.instruction() + """
                    FROM scratch
                    COPY --from=base /odd /odd
                    COPY deep /deep
                    """);
        Witness.oddities("deepen", context.path().resolve("deep"));
        Path second = bench.path("layout");
        List<String> seen = new ArrayList<>();
        try (RunningBuild build = bench.executor()
                .start("--context=" + context, "--insecure-pull", "--no-push", "--oci-layout-path=" + second)) {
            changing.during(build, root -> seen.addAll(Witness.tree(root, OF_THE_CONTAINER)));
            assertThat(build.awaitExit(LIMIT)).as(build.said()).isZero();
        }

        List<String> made = bench.readLayout(first).files(OF_THE_CONTAINER);
        assertThat(made).anyMatch(line -> line.contains("...") && line.contains("security.capability="));
        assertThat(seen).isEqualTo(made);
        List<String> copied = bench.readLayout(second).files();
        assertThat(below("/odd", copied)).isEqualTo(withoutLinksOfCopies(below("/odd", made)));
        assertThat(below("/deep", copied)).isEqualTo(below("/deep", Witness.tree(context.path())));
    }

    private static List<String> below(String directory, List<String> files) {
        return files.stream().filter(line -> line.startsWith(directory + "/")).toList();
    }

    /** A copy joins the names of a regular file again; what else has several names becomes several files, as in BuildKit. */
    private static List<String> withoutLinksOfCopies(List<String> files) {
        return files.stream()
                .map(line -> line.matches("\\S+ (01|02|06|12).*") ? line.replaceFirst(" first name .*", "") : line)
                .toList();
    }

    /** Unpacked by ADD, copied from one stage to another, changed by a step. */
    @Test
    void aDirectoryMayHaveAHundredThousandEntries(Workbench bench) throws Exception {
        ContextDirectory context =
                bench.context().dockerfile("""
                    FROM scratch AS unpacked
                    ADD many.tar /
                    FROM %s
                    COPY --from=unpacked /many /many
                    RUN cd /many && rm 1 && echo changed > 50000 && touch new
                    """.formatted(bench.bases().busybox()));
        Program.run(context.path(), "python3", "-c", """
            import tarfile
            with tarfile.open("many.tar", "w") as archive:
                for number in range(100000):
                    archive.addfile(tarfile.TarInfo("many/%d" % number))
            """).succeeded();
        Path layout = bench.path("layout");
        bench.tryBuild(context, "--insecure-pull", "--oci-layout-path=" + layout)
                .succeeded();

        ImageTree image = bench.readLayout(layout);
        List<String> expected = new ArrayList<>(List.of("many/"));
        IntStream.range(0, 100_000).forEach(number -> expected.add("many/" + number));
        expected.sort(null);
        assertThat(image.layerNames(-2)).isEqualTo(expected);
        assertThat(image.layerNames(-1)).containsExactly("many/", "many/.wh.1", "many/50000", "many/new");
        assertThat(below("/many", image.files())).hasSize(100_000);
    }
}
