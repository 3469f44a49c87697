package io.kaniko.core.build;

import io.kaniko.core.context.IgnoreRules;
import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.lint.LintContext;
import io.kaniko.core.lint.LintWarning;
import io.kaniko.core.lint.Linter;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.plan.PlanOptions;
import io.kaniko.core.plan.Planner;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Tells what BuildKit's checks find in a Dockerfile; with {@code # check=error=true} the build ends there. */
final class BuildChecks {

    private static final String OVERRIDE = "BUILDKIT_DOCKERFILE_CHECK";

    private final EventSink events;

    BuildChecks(EventSink events) {
        this.events = events;
    }

    /** @param ignore what the context hides */
    void check(Dockerfile dockerfile, PlanOptions options, IgnoreRules ignore) {
        Predicate<String> ignored = ignore.hasExceptions() ? path -> false : ignore::ignores;
        LintContext context = new LintContext(
                Planner.firstScope(dockerfile, options, Platform.host()),
                Planner.firstScope(dockerfile, options.withoutBuildArguments(), Platform.host()),
                options.platform(),
                base -> Optional.empty(),
                ignored,
                Optional.ofNullable(options.buildArguments().get(OVERRIDE)));
        List<LintWarning> warnings = Linter.check(dockerfile, context);
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
}
