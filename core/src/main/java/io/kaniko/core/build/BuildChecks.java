package io.kaniko.core.build;

import io.kaniko.core.context.IgnoreRules;
import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.lint.LintContext;
import io.kaniko.core.lint.LintFindings;
import io.kaniko.core.lint.LintWarning;
import io.kaniko.core.lint.Linter;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.plan.BuildPlan;
import io.kaniko.core.plan.PlanOptions;
import io.kaniko.core.plan.PlannedStage;
import io.kaniko.core.plan.Planner;
import io.kaniko.spi.BuildException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** BuildKit's checks: alone, or before a build, which ends there with {@code # check=error=true}. */
final class BuildChecks {

    private static final String OVERRIDE = "BUILDKIT_DOCKERFILE_CHECK";

    private final Preparation prepared;
    private final EventSink events;

    BuildChecks(Preparation prepared, EventSink events) {
        this.prepared = prepared;
        this.events = events;
    }

    /** Before a build: tells what is found in the stages that it wants. */
    void warn(BuildPlan plan, KnownBases.Reader reader) throws InterruptedException {
        Dockerfile dockerfile = prepared.dockerfile();
        List<PlannedStage> wanted =
                plan.wanted().stream().map(index -> plan.stages().get(index)).toList();
        LintContext context = context(KnownBases.read(wanted, reader), plan.wanted()::contains);
        List<LintWarning> warnings = Linter.check(dockerfile, context).warnings();
        if (!warnings.isEmpty() && Linter.directive(dockerfile, context).error()) {
            LintWarning first = warnings.getFirst();
            throw dockerfile.problem(
                    first.range(),
                    "lint violation found for rule " + first.rule().title() + ": " + first.message(),
                    "See " + first.url() + ". The Dockerfile says # check=error=true, so this ends the build.");
        }
        for (LintWarning warning : warnings) {
            events.warn(dockerfile.name() + ":" + warning.range().firstLine() + ": "
                    + warning.rule().title() + ": " + warning.message());
        }
    }

    /** Instead of a build. Without a target all stages are checked, as BuildKit does it. */
    CheckReport report(KnownBases.Reader reader) throws InterruptedException {
        BuildPlan plan;
        try {
            plan = prepared.plan();
        } catch (BuildException failure) {
            LintFindings findings = Linter.check(prepared.dockerfile(), context(KnownBases.NONE, stage -> true));
            return new CheckReport(prepared.dockerfile(), findings.warnings(), List.of(failure));
        }
        boolean all = prepared.options().targets().isEmpty();
        IntPredicate checked = index -> all || plan.wanted().contains(index);
        List<PlannedStage> stages = plan.stages().stream()
                .filter(stage -> checked.test(stage.index()))
                .toList();
        KnownBases bases = KnownBases.read(stages, reader);
        bases.unreadable()
                .forEach((image, reason) -> events.warn("Base image " + image + " could not be read, so its platform"
                        + " and the use of variables were not checked: " + reason));
        LintFindings findings = Linter.check(prepared.dockerfile(), context(bases, checked));
        List<BuildException> failures = new ArrayList<>(findings.failures());
        return new CheckReport(prepared.dockerfile(), findings.warnings(), failures);
    }

    private LintContext context(KnownBases bases, IntPredicate built) {
        Dockerfile dockerfile = prepared.dockerfile();
        PlanOptions options = prepared.options();
        IgnoreRules ignore = prepared.context().ignore();
        Predicate<String> ignored = ignore.hasExceptions() ? path -> false : ignore::ignores;
        return new LintContext(
                Planner.firstScope(dockerfile, options, Platform.host()),
                Planner.firstScope(dockerfile, options.withoutBuildArguments(), Platform.host()),
                options.platform(),
                bases::find,
                built,
                ignored,
                Optional.ofNullable(options.buildArguments().get(OVERRIDE)));
    }
}
