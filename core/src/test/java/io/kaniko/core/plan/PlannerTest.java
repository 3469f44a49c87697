package io.kaniko.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.dockerfile.DockerfileException;
import io.kaniko.core.dockerfile.DockerfileParser;
import io.kaniko.core.oci.Platform;
import io.kaniko.spi.BuildException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static final Platform AMD64 = new Platform("linux", "amd64");
    private static final PlanOptions PLAIN = new PlanOptions(Map.of(), AMD64, List.of(), List.of(), false);

    private static BuildPlan plan(String dockerfile, PlanOptions options) {
        Dockerfile parsed = DockerfileParser.parse("Dockerfile", dockerfile.getBytes(StandardCharsets.UTF_8));
        return Planner.plan(parsed, options, AMD64);
    }

    private static PlanOptions targeting(String... targets) {
        return new PlanOptions(Map.of(), AMD64, List.of(targets), List.of(), false);
    }

    @Test
    void wantsOnlyWhatTheTargetNeeds() {
        BuildPlan plan = plan("""
            FROM busybox AS tools
            FROM broken:image AS unused
            FROM tools AS made
            FROM scratch
            COPY --from=made /a /a
            """, PLAIN);
        assertThat(plan.wanted()).containsExactly(0, 2, 3);
        assertThat(plan.target().index()).isEqualTo(3);
    }

    @Test
    void wantsAllUpToTheTargetWhenAsked() {
        PlanOptions all = new PlanOptions(Map.of(), AMD64, List.of("b"), List.of(), true);
        assertThat(plan("FROM x AS a\nFROM y AS b\nFROM z AS c\n", all).wanted())
                .containsExactly(0, 1);
    }

    @Test
    void needsWhatIsMounted() {
        BuildPlan plan = plan("FROM x AS deps\nFROM y\nRUN --mount=type=bind,from=deps,target=/d true\n", PLAIN);
        assertThat(plan.wanted()).containsExactly(0, 1);
    }

    @Test
    void findsTargetsByNameInAnyCaseAndByNumber() {
        String dockerfile = "FROM x AS First\nFROM y AS second\n";
        assertThat(plan(dockerfile, targeting("FIRST")).target().index()).isZero();
        assertThat(plan(dockerfile, targeting("1")).target().index()).isEqualTo(1);
    }

    @Test
    void saysWhichTargetMayHaveBeenMeant() {
        assertThatThrownBy(() -> plan("FROM x AS builder\nFROM y\n", targeting("bulider")))
                .isInstanceOf(BuildException.class)
                .hasMessage("target stage \"bulider\" could not be found in Dockerfile")
                .satisfies(e -> assertThat(((BuildException) e).remedy())
                        .hasValueSatisfying(remedy -> assertThat(remedy).contains("builder")));
    }

    @Test
    void expandsFromLinesWithGlobalAndPlatformArguments() {
        PlanOptions options = new PlanOptions(Map.of("TAG", "2"), AMD64, List.of(), List.of(), false);
        BuildPlan plan = plan("ARG TAG=1\nFROM img-$TARGETARCH:$TAG\n", options);
        assertThat(plan.target().base()).isEqualTo(new StageSource.RegistryImage("img-amd64:2"));
    }

    @Test
    void refusesAnEmptyBaseWithItsLine() {
        assertThatThrownBy(() -> plan("ARG BASE\nFROM $BASE\n", PLAIN))
                .isInstanceOf(DockerfileException.class)
                .hasMessageStartingWith("Dockerfile:2: base name ($BASE) should not be blank");
    }

    @Test
    void refusesCopiesFromItselfAndFromLaterStages() {
        assertThatThrownBy(() -> plan("FROM x AS a\nCOPY --from=a /x /y\n", PLAIN))
                .hasMessageContaining("circular dependency detected on stage: a");
        assertThatThrownBy(() -> plan("FROM x\nCOPY --from=late /x /y\nFROM y AS late\n", PLAIN))
                .hasMessageContaining("stage \"late\" needs to be defined before current stage");
        assertThatThrownBy(() -> plan("FROM x\nCOPY --from=1 /x /y\nFROM y\n", PLAIN))
                .hasMessageContaining("needs to be defined before current stage");
    }

    @Test
    void refusesVariablesInFrom() {
        assertThatThrownBy(() -> plan("FROM x AS a\nFROM y\nCOPY --from=$S /x /y\n", PLAIN))
                .hasMessageContaining("variable expansion is not supported for --from: $S");
    }

    @Test
    void namedContextsWinOverStagesAndImages() {
        NamedContext base = context("base", "dir");
        NamedContext busybox = context("busybox", "docker-image://other");
        BuildPlan plan = plan(
                "FROM x AS b\nFROM docker.io/library/busybox:latest\nCOPY --from=base /a /a\n", with(base, busybox));
        assertThat(plan.target().base()).isEqualTo(new StageSource.Replacement(busybox));
        assertThat(plan.names().source("BASE", 1, AMD64)).isEqualTo(new StageSource.Replacement(base));
    }

    @Test
    void aStageThatANamedContextReplacesHasNoStepsAndNeedsNothing() {
        NamedContext base = context("base", "dir");
        BuildPlan plan = plan(
                "FROM x AS tools\nFROM tools AS Base\nCOPY --from=tools /a /a\nFROM scratch\nCOPY --from=1 /a /a\n",
                with(base));
        assertThat(plan.wanted()).containsExactly(1, 2);
        assertThat(plan.stages().get(1).base()).isEqualTo(new StageSource.Replacement(base));
        assertThat(plan.stages().get(1).stage().instructions()).isEmpty();
    }

    @Test
    void aContextForThePlatformWinsOverTheOneForAll() {
        NamedContext all = context("busybox", "docker-image://all");
        NamedContext arm = context("busybox::linux/arm64", "docker-image://arm");
        BuildPlan plan = plan(
                "FROM --platform=linux/arm64 busybox AS a\nFROM busybox AS b\nFROM --platform=linux/s390x x\n",
                with(all, arm, context("x::linux/arm64", "dir")));
        assertThat(plan.stages())
                .extracting(PlannedStage::base)
                .containsExactly(
                        new StageSource.Replacement(arm),
                        new StageSource.Replacement(all),
                        new StageSource.RegistryImage("x"));
    }

    @Test
    void scratchCannotBeReplaced() {
        BuildPlan plan = plan("FROM scratch\n", with(context("scratch", "dir")));
        assertThat(plan.target().base()).isEqualTo(new StageSource.Scratch());
    }

    private static NamedContext context(String name, String location) {
        return NamedContext.parse(name, location, Path.of("/work"));
    }

    private static PlanOptions with(NamedContext... contexts) {
        return new PlanOptions(Map.of(), AMD64, List.of(), List.of(contexts), false);
    }

    @Test
    void theLaterOfTwoStagesOfOneNameCounts() {
        BuildPlan plan = plan("FROM x AS a\nFROM y AS a\nFROM a\n", PLAIN);
        assertThat(plan.target().base()).isEqualTo(new StageSource.OtherStage(1));
    }
}
