package io.kaniko.core.plan;

import io.kaniko.core.dockerfile.Arg;
import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.dockerfile.DockerfileParser;
import io.kaniko.core.dockerfile.From;
import io.kaniko.core.dockerfile.Instruction;
import io.kaniko.core.dockerfile.NearSpelling;
import io.kaniko.core.dockerfile.OnBuild;
import io.kaniko.core.dockerfile.SourceRange;
import io.kaniko.core.dockerfile.Stage;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.variables.GlobalScope;
import io.kaniko.core.variables.WordExpander;
import io.kaniko.spi.BuildException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Evaluates the FROM lines and finds out which stages the targets need. Pure. */
public final class Planner {

    private final Dockerfile dockerfile;
    private final PlanOptions options;
    private final WordExpander words;
    private final Platform buildPlatform;
    private final SourceNames names;
    private final List<PlannedStage> stages = new ArrayList<>();

    private Planner(Dockerfile dockerfile, PlanOptions options, Platform buildPlatform) {
        this.dockerfile = dockerfile;
        this.options = options;
        this.buildPlatform = buildPlatform;
        this.words = new WordExpander(dockerfile.directives().escape());
        this.names = new SourceNames(
                dockerfile.stages().stream()
                        .map(stage -> stage.from().stageName())
                        .toList(),
                options.buildContexts());
    }

    /**
     * Plans a build.
     *
     * @param buildPlatform the machine that builds
     * @throws io.kaniko.core.dockerfile.DockerfileException for what is wrong in a FROM line, and for references to
     *     stages that come later
     */
    public static BuildPlan plan(Dockerfile dockerfile, PlanOptions options, Platform buildPlatform) {
        return new Planner(dockerfile, options, buildPlatform).plan();
    }

    private BuildPlan plan() {
        GlobalScope scope = globalScope();
        for (Stage stage : dockerfile.stages()) {
            try {
                stages.add(planned(stage, scope));
            } catch (BuildException failure) {
                throw dockerfile.at(stage.from().range(), failure);
            }
        }
        List<PlannedStage> targets = options.targets().isEmpty()
                ? List.of(stages.getLast())
                : options.targets().stream().map(this::target).toList();
        return new BuildPlan(stages, targets.getFirst(), wanted(targets), scope, names);
    }

    /** The scope before the first ARG. */
    public static GlobalScope firstScope(Dockerfile dockerfile, PlanOptions options, Platform buildPlatform) {
        String lastStage = dockerfile.stages().getLast().from().stageName().orElse("default");
        String targetStage =
                options.targets().isEmpty() ? lastStage : options.targets().getFirst();
        return GlobalScope.of(options.buildArguments(), buildPlatform, options.platform(), targetStage);
    }

    private GlobalScope globalScope() {
        GlobalScope scope = firstScope(dockerfile, options, buildPlatform);
        for (Arg arg : dockerfile.globalArgs()) {
            try {
                for (Arg.Declaration declaration : arg.declarations()) {
                    scope = scope.arg(declaration.name(), declaration.defaultValue(), words);
                }
            } catch (BuildException failure) {
                throw dockerfile.at(arg.range(), failure);
            }
        }
        return scope;
    }

    private PlannedStage planned(Stage stage, GlobalScope scope) {
        From from = stage.from();
        String base = words.expandWord(from.base(), scope.variables());
        if (base.isEmpty()) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "base name (" + from.base() + ") should not be blank",
                    "Give the argument a default before the first FROM, or pass it with --build-arg.");
        }
        int index = stages.size();
        Platform platform = platform(from, scope);
        Optional<NamedContext> replacement = from.stageName().flatMap(name -> names.replacement(name, platform));
        if (replacement.isPresent()) {
            return new PlannedStage(
                    index,
                    from.stageName(),
                    new StageSource.Replacement(replacement.get()),
                    "context " + replacement.get().name(),
                    platform,
                    new Stage(from, List.of()),
                    new TreeSet<>());
        }
        StageSource source = names.base(base, index, platform);
        SortedSet<Integer> needs = new TreeSet<>();
        if (source instanceof StageSource.OtherStage other) {
            needs.add(other.index());
            needs.addAll(needsOfTriggers(stages.get(other.index()).stage(), from, index, platform));
        }
        for (Instruction instruction : stage.instructions()) {
            needs.addAll(needs(instruction, index, platform));
        }
        return new PlannedStage(index, from.stageName(), source, base, platform, stage, needs);
    }

    /** A trigger that is wrong is the failure of the stage that meets it, if that is built at all. */
    private SortedSet<Integer> needsOfTriggers(Stage base, From from, int stage, Platform platform) {
        SortedSet<Integer> needs = new TreeSet<>();
        try {
            triggers(base, from.range()).forEach(trigger -> needs.addAll(needs(trigger, stage, platform)));
        } catch (BuildException later) {
            needs.clear();
        }
        return needs;
    }

    /**
     * What ONBUILD of one stage does in a stage that begins with it.
     *
     * @param range the lines of that stage's FROM
     */
    static List<Instruction> triggers(Stage base, SourceRange range) {
        return base.instructions().stream()
                .filter(OnBuild.class::isInstance)
                .map(onBuild -> DockerfileParser.parseInstruction(((OnBuild) onBuild).trigger(), range))
                .toList();
    }

    private Platform platform(From from, GlobalScope scope) {
        if (from.platform().isEmpty()) {
            return options.platform();
        }
        String text = words.expandWord(from.platform().get(), scope.variables());
        if (text.isEmpty()) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "empty platform value from expression " + from.platform().get(),
                    "Give the argument a default before the first FROM, or pass it with --build-arg.");
        }
        try {
            return Platform.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "failed to parse platform " + text + ": " + e.getMessage(),
                    Optional.of("Write os/arch, as in --platform=linux/arm64."),
                    e);
        }
    }

    private SortedSet<Integer> needs(Instruction instruction, int stage, Platform platform) {
        SortedSet<Integer> needs = new TreeSet<>();
        try {
            for (String from : SourceReferences.of(instruction)) {
                if (from.contains("$")) {
                    throw new BuildException(
                            BuildException.Kind.USER,
                            "variable expansion is not supported for --from: " + from,
                            "Define a new stage with FROM using ARG from global scope, and copy from that.");
                }
                if (names.source(from, stage, platform) instanceof StageSource.OtherStage other) {
                    needs.add(other.index());
                }
            }
        } catch (BuildException failure) {
            throw dockerfile.at(instruction.range(), failure);
        }
        return needs;
    }

    private PlannedStage target(String target) {
        for (PlannedStage stage : stages.reversed()) {
            if (stage.name().filter(target.toLowerCase(Locale.ROOT)::equals).isPresent()) {
                return stage;
            }
        }
        if (target.matches("[0-9]{1,6}") && Integer.parseInt(target) < stages.size()) {
            return stages.get(Integer.parseInt(target));
        }
        List<String> known =
                stages.stream().flatMap(stage -> stage.name().stream()).toList();
        throw new BuildException(
                BuildException.Kind.USER,
                "target stage \"" + target + "\" could not be found in " + dockerfile.name(),
                known.isEmpty()
                        ? "No stage of it has a name; add AS name to a FROM line."
                        : NearSpelling.remedy(target, known));
    }

    private SortedSet<Integer> wanted(List<PlannedStage> targets) {
        SortedSet<Integer> wanted = new TreeSet<>();
        Deque<Integer> open = new ArrayDeque<>();
        targets.forEach(target -> open.add(target.index()));
        if (options.allStages()) {
            int last = open.stream().max(Integer::compare).orElseThrow();
            for (int index = 0; index < last; index++) {
                open.add(index);
            }
        }
        while (!open.isEmpty()) {
            int index = open.remove();
            if (wanted.add(index)) {
                open.addAll(stages.get(index).needs());
            }
        }
        return wanted;
    }
}
