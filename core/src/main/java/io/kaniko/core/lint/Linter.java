package io.kaniko.core.lint;

import io.kaniko.core.dockerfile.Arg;
import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.dockerfile.DockerfileException;
import io.kaniko.core.dockerfile.Instruction;
import io.kaniko.core.dockerfile.SourceRange;
import io.kaniko.core.dockerfile.Stage;
import io.kaniko.core.variables.GlobalScope;
import io.kaniko.core.variables.WordExpander;
import io.kaniko.spi.BuildException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checks a Dockerfile against all rules that it does not skip. */
public final class Linter {

    private final Dockerfile dockerfile;
    private final LintContext context;
    private final Report report;
    private final List<DockerfileException> failures = new ArrayList<>();

    private Linter(Dockerfile dockerfile, LintContext context) {
        this.dockerfile = dockerfile;
        this.context = context;
        this.report = new Report(dockerfile, directive(dockerfile, context));
    }

    /** The warnings in the order of the lines. */
    public static LintFindings check(Dockerfile dockerfile, LintContext context) {
        Linter linter = new Linter(dockerfile, context);
        return new LintFindings(linter.warnings(), linter.failures);
    }

    /** What {@code # check=} says, or the build argument that replaces it. */
    public static CheckDirective directive(Dockerfile dockerfile, LintContext context) {
        return context.override()
                .or(dockerfile.directives()::check)
                .map(CheckDirective::parse)
                .orElse(CheckDirective.NONE);
    }

    private List<LintWarning> warnings() {
        for (SourceRange range : dockerfile.emptyContinuations()) {
            report.add(LintRule.NO_EMPTY_CONTINUATION, SourceRange.line(range.lastLine()), "Empty continuation line");
        }
        casing();
        List<Arg> globalArgs = dockerfile.globalArgs();
        DescriptionCheck descriptions = new DescriptionCheck(dockerfile, report);
        globalArgs.forEach(descriptions::check);
        dockerfile.stages().forEach(descriptions::check);
        WordExpander words = new WordExpander(dockerfile.directives().escape());
        GlobalScope scope = scope(context.scope(), words);
        FromCheck fromCheck =
                new FromCheck(dockerfile, context, report, words, scope, scope(context.defaults(), words));
        Map<String, StageCheck> stages = new HashMap<>();
        int number = 0;
        for (Stage stage : dockerfile.stages()) {
            boolean built = context.built().test(number++);
            String base = fromCheck.base(stage.from());
            fromCheck.check(stage.from(), built);
            StageCheck check = new StageCheck(context, report, words, scope, stages.get(base));
            if (built) {
                check.check(stage, base, fromCheck.platform(stage.from())).forEach((instruction, failure) -> {
                    if (check.environmentKnown()) {
                        failures.add(dockerfile.at(instruction.range(), failure));
                    }
                });
            } else {
                check.checkText(stage);
            }
            stage.from().stageName().ifPresent(name -> stages.put(name, check));
        }
        return report.warnings().stream()
                .sorted(Comparator.comparingInt(
                                (LintWarning warning) -> warning.range().firstLine())
                        .thenComparing(LintWarning::rule))
                .toList();
    }

    private GlobalScope scope(GlobalScope start, WordExpander words) {
        GlobalScope scope = start;
        for (Arg arg : dockerfile.globalArgs()) {
            for (Arg.Declaration declaration : arg.declarations()) {
                try {
                    scope = scope.arg(declaration.name(), declaration.defaultValue(), words);
                } catch (BuildException wrong) {
                    // The build says so; the checks go on without the value.
                }
            }
        }
        return scope;
    }

    /** Instructions are written in capitals, or not, as most of the file is. */
    private void casing() {
        List<Instruction> instructions = new ArrayList<>();
        for (Stage stage : dockerfile.stages()) {
            instructions.add(stage.from());
            instructions.addAll(stage.instructions());
        }
        int lower = 0;
        int upper = 0;
        for (Instruction instruction : instructions) {
            String written = Written.keyword(instruction);
            lower += written.equals(written.toLowerCase(Locale.ROOT)) ? 1 : 0;
            upper += written.equals(written.toUpperCase(Locale.ROOT)) ? 1 : 0;
        }
        boolean mostlyLower = lower > upper;
        for (Instruction instruction : instructions) {
            String written = Written.keyword(instruction);
            String wanted = mostlyLower ? written.toLowerCase(Locale.ROOT) : written.toUpperCase(Locale.ROOT);
            if (!written.equals(wanted)) {
                report.add(
                        LintRule.CONSISTENT_INSTRUCTION_CASING,
                        instruction.range(),
                        "Command '" + written + "' should match the case of the command majority ("
                                + (mostlyLower ? "lowercase" : "uppercase") + ")");
            }
        }
    }
}
