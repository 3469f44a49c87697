package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Leftovers;
import io.kaniko.e2e.rig.RunningBuild;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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
}
