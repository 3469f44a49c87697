package io.kaniko.core.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.credentials.Keychain;
import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.dockerfile.DockerfileParser;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.image.ImageConfig;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.plan.BuildPlan;
import io.kaniko.core.plan.PlanOptions;
import io.kaniko.core.plan.Planner;
import io.kaniko.core.registry.Registries;
import io.kaniko.core.registry.RegistryOptions;
import io.kaniko.core.run.IsolationRequest;
import io.kaniko.core.snapshot.ImagePaths;
import io.kaniko.core.step.ConfigState;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.SnapshotMode;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class StageBuildsTest {

    private static final Platform AMD64 = new Platform("linux", "amd64");
    private static final String CHAIN = "FROM x AS a\nFROM a AS b\nFROM b AS c\nFROM c\nCOPY --from=a / /\n";

    private final List<Integer> finished = Collections.synchronizedList(new ArrayList<>());

    private static BuildPlan plan(String text) {
        Dockerfile dockerfile = DockerfileParser.parse("Dockerfile", text.getBytes(StandardCharsets.UTF_8));
        return Planner.plan(dockerfile, new PlanOptions(Map.of(), AMD64, List.of(), List.of(), false), AMD64);
    }

    private BuiltStage built(BuildPlan plan, int stage) {
        finished.add(stage);
        ConfigState state = ConfigState.begin(ImageConfig.scratch(AMD64), plan.scope());
        StageDisk disk = new StageDisk(
                stage, new StageDisk.Base.Nothing(), false, grounds(), noMode(), ImagePaths.ignoring(List.of()));
        return new BuiltStage(plan.stages().get(stage), state, disk, List.of(), Optional.empty(), List.of());
    }

    private static StageGrounds grounds() {
        Workspace workspace = new Workspace(Path.of("/nowhere"), Path.of("/nowhere"));
        return new StageGrounds(
                workspace,
                roots(),
                new StageBases(workspace, roots()),
                new Overlays(
                        workspace,
                        false,
                        new IsolationOnDemand(
                                new IsolationRequest(
                                        "auto", Path.of("/nowhere"), Path.of("/nowhere"), List.of(), false),
                                EventSink.NONE),
                        EventSink.NONE));
    }

    private static StageRoots roots() {
        return new StageRoots(
                new Registries(
                        RegistryOptions.builder().build(),
                        new Keychain(List.of(), Map.of(), Path.of("/nowhere")),
                        EventSink.NONE),
                new BlobStore(Path.of("/nowhere")),
                EventSink.NONE);
    }

    private static SnapshotMode noMode() {
        return new SnapshotMode() {
            @Override
            public String name() {
                return "none";
            }

            @Override
            public Snapshotter open(SnapshotScope scope) {
                throw new IllegalStateException("no step of these stages runs anything");
            }
        };
    }

    @Test
    void aWaitingStageGivesItsTurnAway() throws Exception {
        BuildPlan plan = plan(CHAIN);
        try (StageBuilds stages = new StageBuilds(
                (stage, others) -> {
                    for (int needed : plan.stages().get(stage).needs()) {
                        others.await(needed);
                    }
                    return built(plan, stage);
                },
                1)) {
            assertThat(stages.buildAll(plan)).hasSize(4);
        }
        assertThat(finished).containsExactly(0, 1, 2, 3);
    }

    @Test
    void independentStagesRunAtTheSameTime() throws Exception {
        BuildPlan plan = plan("FROM x AS a\nFROM y AS b\nFROM z\nCOPY --from=a / /\nCOPY --from=b / /\n");
        CountDownLatch bothRun = new CountDownLatch(2);
        try (StageBuilds stages = new StageBuilds(
                (stage, others) -> {
                    if (stage < 2) {
                        bothRun.countDown();
                        bothRun.await();
                    }
                    return built(plan, stage);
                },
                2)) {
            stages.buildAll(plan);
        }
        assertThat(finished).contains(0, 1);
    }

    @Test
    void theFirstFailureIsToldAndInterruptsTheRest() {
        BuildPlan plan = plan("FROM x AS a\nFROM y AS b\nFROM z\nCOPY --from=a / /\nCOPY --from=b / /\n");
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (StageBuilds stages = new StageBuilds(
                (stage, others) -> {
                    if (stage == 0) {
                        started.countDown();
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                            throw e;
                        }
                    }
                    if (stage == 1) {
                        started.await();
                        throw new BuildException(BuildException.Kind.USER, "b is broken");
                    }
                    others.await(0);
                    return built(plan, stage);
                },
                3)) {
            assertThatThrownBy(() -> stages.buildAll(plan)).hasMessage("b is broken");
        }
        assertThat(interrupted.getCount()).isZero();
        assertThat(finished).isEmpty();
    }
}
