package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.FaultyRegistry;
import io.kaniko.e2e.rig.Leftovers;
import io.kaniko.e2e.rig.RunningBuild;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a build ends, the machine is as before. */
@ExtendWith(WorkbenchSupply.class)
class LeftBehindIT {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    private static ContextDirectory waiting(Workbench bench) throws Exception {
        return bench.context()
                .dockerfile("FROM " + bench.bases().busybox()
                        + "\nRUN mkdir /made && (sleep 86395 &) ; echo in-the-middle && sleep 86396\n");
    }

    private static void assertNothingLeft(Workbench bench, List<String> mountsBefore) throws Exception {
        assertThat(Files.readAllLines(MOUNTS)).isEqualTo(mountsBefore);
        assertThat(Leftovers.processes(bench.executor().workDirectory())).isEmpty();
        assertThat(Leftovers.files(bench.executor().workDirectory())).isEmpty();
    }

    @Test
    void aGoodBuildLeavesNothing(Workbench bench) throws Exception {
        List<String> mounts = Files.readAllLines(MOUNTS);

        bench.tryBuild(
                        bench.context().dockerfile("FROM " + bench.bases().busybox() + "\nRUN echo > /made\n"),
                        "--insecure-pull")
                .succeeded();

        assertNothingLeft(bench, mounts);
    }

    @Test
    void aFailedBuildLeavesNothing(Workbench bench) throws Exception {
        List<String> mounts = Files.readAllLines(MOUNTS);

        bench.tryBuild(
                        bench.context().dockerfile("FROM " + bench.bases().busybox() + "\nRUN mkdir /made; exit 3\n"),
                        "--insecure-pull")
                .exited(3);

        assertNothingLeft(bench, mounts);
    }

    @Test
    void aTerminatedBuildEndsItsStepAndCleansUp(Workbench bench) throws Exception {
        List<String> mounts = Files.readAllLines(MOUNTS);
        ContextDirectory context = waiting(bench);

        try (RunningBuild build = bench.executor().start("--context=" + context, "--no-push", "--insecure-pull")) {
            build.awaitText("in-the-middle\n", Duration.ofSeconds(30));
            build.terminate();
            assertThat(build.awaitExit(Duration.ofSeconds(20))).isEqualTo(143);
        }

        assertNothingLeft(bench, mounts);
    }

    @Test
    void aKilledBuildTakesItsStepAlongAndTheNextOneCleansUp(Workbench bench) throws Exception {
        List<String> mounts = Files.readAllLines(MOUNTS);
        ContextDirectory context = waiting(bench);

        try (RunningBuild build = bench.executor().start("--context=" + context, "--no-push", "--insecure-pull")) {
            build.awaitText("in-the-middle\n", Duration.ofSeconds(30));
            build.kill();
            build.awaitExit(Duration.ofSeconds(10));
        }

        Leftovers.awaitNoProcess(bench.executor().workDirectory());
        assertThat(Files.readAllLines(MOUNTS)).isEqualTo(mounts);
        bench.tryBuild(bench.context().file("x", "").dockerfile("FROM scratch\nCOPY x /x\n"))
                .succeeded();
        assertNothingLeft(bench, mounts);
    }

    /** Half of a base has come, and as much of it is unpacked as could be. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBuildStoppedWhileABaseArrivesLeavesNothing(boolean killed, Workbench bench) throws Exception {
        List<String> mounts = Files.readAllLines(MOUNTS);
        CountDownLatch halfSent = new CountDownLatch(1);
        CountDownLatch hangUp = new CountDownLatch(1);
        String base = bench.bases().busybox();
        try (FaultyRegistry slow = new FaultyRegistry(
                        bench.registry(),
                        request -> request.path().contains("/blobs/")
                                && request.number() == 0
                                && request.exchange().getRequestMethod().equals("GET")
                                && request.stall(halfSent, hangUp));
                RunningBuild build = bench.executor()
                        .start(
                                "--context="
                                        + bench.context()
                                                .dockerfile("FROM "
                                                        + base.replace(
                                                                bench.registry().host(), slow.host()) + "\nRUN true\n"),
                                "--no-push",
                                "--insecure-registry=" + slow.host())) {
            assertThat(halfSent.await(30, TimeUnit.SECONDS)).as(build.said()).isTrue();
            stop(build, killed);
            hangUp.countDown();
        }

        assertNothingLeftAfter(killed, bench, mounts);
    }

    /** More than may wait for compression, so that the step is still at it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBuildStoppedWhileItWritesALayerLeavesNothing(boolean killed, Workbench bench) throws Exception {
        List<String> mounts = Files.readAllLines(MOUNTS);
        ContextDirectory context = bench.context()
                .dockerfile("FROM scratch\nCOPY large /large\nCOPY large /again\n")
                .shell("seq 30000000 > large");
        try (RunningBuild build = bench.executor()
                .start("--context=" + context, "--no-push", "--compression=zstd", "--compression-level=19")) {
            build.awaitText("COPY large /large", Duration.ofSeconds(30));
            Path blobs = awaitBlob(bench, build);
            stop(build, killed);
            assertThat(killed).as(blobs + " is left by a killed build alone").isEqualTo(Files.exists(blobs));
        }

        assertNothingLeftAfter(killed, bench, mounts);
    }

    /** Waits until a layer is being written. */
    private static Path awaitBlob(Workbench bench, RunningBuild build) throws Exception {
        Path builds = bench.executor().workDirectory().resolve("builds");
        while (build.isAlive()) {
            for (File one : entries(builds.toFile())) {
                for (File blob : entries(new File(one, "blobs"))) {
                    return blob.toPath();
                }
            }
        }
        throw new AssertionError("the build has ended before it could be stopped:\n" + build.said());
    }

    /** None where the directory is not there, yet or any more. */
    private static List<File> entries(File directory) {
        return Optional.ofNullable(directory.listFiles()).map(List::of).orElse(List.of());
    }

    private static void stop(RunningBuild build, boolean killed) throws Exception {
        if (killed) {
            build.kill();
        } else {
            build.terminate();
        }
        assertThat(build.awaitExit(Duration.ofSeconds(30))).as(build.said()).isEqualTo(killed ? 137 : 143);
    }

    private static void assertNothingLeftAfter(boolean killed, Workbench bench, List<String> mounts) throws Exception {
        if (killed) {
            Leftovers.awaitNoProcess(bench.executor().workDirectory());
            bench.tryBuild(bench.context().file("x", "").dockerfile("FROM scratch\nCOPY x /x\n"))
                    .succeeded();
        }
        assertNothingLeft(bench, mounts);
    }
}
