package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Leftovers;
import io.kaniko.e2e.rig.RunningBuild;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Stages that do not need each other are built at the same time, and end together. */
@ExtendWith(WorkbenchSupply.class)
class ParallelStagesIT {

    /** Two stages that can only end when both run at the same time: they meet in a shared cache. */
    private static ContextDirectory meeting(Workbench bench) throws Exception {
        String meet = """
            FROM %1$s AS %2$s
            RUN --mount=type=cache,target=/meet test -p /meet/%2$s || mkfifo /meet/%2$s
            RUN --mount=type=cache,target=/meet \
                test -p /meet/%3$s || mkfifo /meet/%3$s || true; \
                if [ %2$s = one ]; then echo from-%2$s > /meet/one; cat /meet/two > /got; \
                else cat /meet/one > /got; echo from-%2$s > /meet/two; fi; echo said-by-%2$s
            """;
        String base = bench.bases().busybox();
        return bench.context()
                .dockerfile(meet.formatted(base, "one", "two")
                        + meet.formatted(base, "two", "one")
                        + "FROM " + base + "\nCOPY --from=one /got /one\nCOPY --from=two /got /two\n");
    }

    @Test
    void stagesRunAtTheSameTimeAndTellWhoWrites(Workbench bench) throws Exception {
        var archive = bench.path("image.tar");
        Finished build = bench.tryBuild(meeting(bench), "--insecure-pull", "--jobs=2", "--tar-path=" + archive)
                .succeeded();

        ImageTree image = bench.readArchive(archive);
        assertThat(image.read("one")).isEqualTo("from-two\n");
        assertThat(image.read("two")).isEqualTo("from-one\n");
        assertThat(build.output().lines()).containsExactlyInAnyOrder("[one 2/2] said-by-one", "[two 2/2] said-by-two");
    }

    @Test
    void oneJobIsOneStageAtATime(Workbench bench) throws Exception {
        String stage = """
            FROM %1$s AS %2$s
            RUN --mount=type=cache,target=/turns mkdir /turns/busy && echo %2$s > /%2$s && sleep 0.3 && rmdir /turns/busy
            """;
        String base = bench.bases().busybox();
        ContextDirectory context = bench.context()
                .dockerfile(stage.formatted(base, "a")
                        + stage.formatted(base, "b")
                        + stage.formatted(base, "c")
                        + "FROM " + base + "\nCOPY --from=a /a /\nCOPY --from=b /b /\nCOPY --from=c /c /\n");

        bench.tryBuild(context, "--insecure-pull", "--jobs=1").succeeded();
    }

    @Test
    void theFirstFailureEndsTheOthers(Workbench bench) throws Exception {
        String base = bench.bases().busybox();
        // The stage that fails waits until the other one is in the middle of its step.
        ContextDirectory context = bench.context().dockerfile("""
            FROM %1$s AS meeting
            RUN --mount=type=cache,target=/meet mkfifo /meet/gate
            FROM meeting AS slow
            RUN --mount=type=cache,target=/meet echo go > /meet/gate; sleep 86392 & sleep 86393; echo never-said
            FROM meeting AS broken
            RUN --mount=type=cache,target=/meet cat /meet/gate; exit 17
            FROM %1$s
            COPY --from=slow /etc/passwd /slow
            COPY --from=broken /etc/passwd /broken
            """.formatted(base));

        try (RunningBuild build =
                bench.executor().start("--context=" + context, "--no-push", "--insecure-pull", "--jobs=2")) {
            assertThat(build.awaitExit(Duration.ofMinutes(2))).isEqualTo(17);
            assertThat(build.said())
                    .contains("[broken 1/1] go\n")
                    .doesNotContain("\n[slow 1/1] never-said")
                    .containsOnlyOnce("error building image")
                    .contains("Dockerfile:6: process")
                    .contains("exit code: 17");
        }
        assertThat(Leftovers.processes(bench.executor().workDirectory())).isEmpty();
    }
}
