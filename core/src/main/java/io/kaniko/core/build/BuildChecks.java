package io.kaniko.core.build;

import io.kaniko.core.context.IgnoreRules;
import io.kaniko.core.dockerfile.Arg;
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
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells what BuildKit's checks find in a Dockerfile; with {@code # check=error=true} the build ends there. */
final class BuildChecks {

    /** Arguments that need no ARG. */
    private static final Pattern PREDEFINED =
            Pattern.compile("(?i:(https?|ftp|no|all)_proxy)|BUILDKIT_.*|(BUILD|TARGET)[A-Z]+|SOURCE_DATE_EPOCH");

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
        tellUnusedArguments(dockerfile, options);
        for (LintWarning warning : warnings) {
            events.warn(dockerfile.name() + ":" + warning.range().firstLine() + ": "
                    + warning.rule().title() + ": " + warning.message());
        }
    }

    /** A misspelt name would otherwise go unnoticed. */
    private void tellUnusedArguments(Dockerfile dockerfile, PlanOptions options) {
        Set<String> declared = Stream.concat(
                        dockerfile.globalArgs().stream(),
                        dockerfile.stages().stream()
                                .flatMap(stage -> stage.instructions().stream())
                                .filter(Arg.class::isInstance)
                                .map(Arg.class::cast))
                .flatMap(arg -> arg.declarations().stream())
                .map(Arg.Declaration::name)
                .collect(Collectors.toSet());
        List<String> unused = options.buildArguments().keySet().stream()
                .filter(name ->
                        !declared.contains(name) && !PREDEFINED.matcher(name).matches())
                .toList();
        if (!unused.isEmpty()) {
            events.warn("No ARG of the Dockerfile takes the build arguments " + unused);
        }
    }
}
