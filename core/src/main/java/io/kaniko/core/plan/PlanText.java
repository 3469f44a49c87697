package io.kaniko.core.plan;

import io.kaniko.core.dockerfile.Add;
import io.kaniko.core.dockerfile.Copy;
import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.dockerfile.Heredoc;
import io.kaniko.core.dockerfile.Instruction;
import io.kaniko.core.dockerfile.OnBuild;
import io.kaniko.core.dockerfile.Run;
import io.kaniko.core.dockerfile.SourceRange;
import io.kaniko.spi.BuildException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A plan in words, for people. The same plan always has the same words. */
public final class PlanText {

    private static final String UNKNOWN_TRIGGERS =
            "        first the ONBUILD triggers of the image, if it has any: they are known when it is read";

    private final Dockerfile dockerfile;
    private final PlanOptions options;
    private final BuildPlan plan;
    private final List<String> lines = new ArrayList<>();

    /** By stage: what the others want of it. */
    private final Map<Integer, Set<String>> uses = new LinkedHashMap<>();

    private PlanText(Dockerfile dockerfile, PlanOptions options, BuildPlan plan) {
        this.dockerfile = dockerfile;
        this.options = options;
        this.plan = plan;
    }

    /**
     * Writes a plan down, its lines ended by line feeds.
     *
     * @param destinations where the image goes, in words
     */
    public static String of(Dockerfile dockerfile, PlanOptions options, BuildPlan plan, List<String> destinations) {
        return new PlanText(dockerfile, options, plan).text(destinations);
    }

    private String text(List<String> destinations) {
        plan.wanted().forEach(index -> collectUses(plan.stages().get(index)));
        lines.add("Plan of " + dockerfile.name() + " for " + options.platform() + ": "
                + (plan.wanted().size() == plan.stages().size()
                        ? ""
                        : plan.wanted().size() + " of ")
                + (plan.stages().size() == 1 ? "1 stage" : plan.stages().size() + " stages"));
        Map<Integer, StageWords> words = new LinkedHashMap<>();
        for (PlannedStage stage : plan.stages()) {
            lines.add("");
            if (plan.wanted().contains(stage.index())) {
                StageWords ofStage = stage.base() instanceof StageSource.OtherStage other
                        ? words.get(other.index()).next()
                        : StageWords.ofImage(
                                plan.scope(), dockerfile.directives().escape());
                words.put(stage.index(), ofStage);
                built(stage, ofStage);
            } else {
                left(stage);
            }
        }
        lines.add("");
        lines.add("Image: " + name(plan.target().index()));
        (destinations.isEmpty() ? List.of("nowhere, it is only built") : destinations)
                .forEach(destination -> lines.add("  goes to     " + destination));
        return String.join("\n", lines) + "\n";
    }

    private void left(PlannedStage stage) {
        lines.add(heading(stage) + ": not built");
        lines.add("  begins with " + base(stage));
        lines.add("  left out    nothing that is asked for needs it");
    }

    private void built(PlannedStage stage, StageWords words) {
        lines.add(heading(stage));
        lines.add("  begins with " + base(stage));
        reasons(stage).forEach(reason -> lines.add("  needed      " + reason));
        SourceRange from = stage.stage().from().range();
        switch (stage.base()) {
            case StageSource.OtherStage other -> {
                String remark = " (ONBUILD of " + name(other.index()) + ")";
                if (hasWrongTrigger(other, from)) {
                    lines.add("        the build fails here: a trigger cannot be read" + remark);
                }
                triggers(other, from).forEach(trigger -> step(stage, trigger, words, remark));
            }
            case StageSource.RegistryImage image -> lines.add(UNKNOWN_TRIGGERS);
            case StageSource.Replacement replacement -> {
                if (replacement.context().isImage()) {
                    lines.add(UNKNOWN_TRIGGERS);
                }
            }
            case StageSource.Scratch scratch -> {}
        }
        stage.stage().instructions().forEach(instruction -> step(stage, instruction, words, ""));
    }

    private boolean hasWrongTrigger(StageSource.OtherStage base, SourceRange from) {
        return triggers(base, from).size()
                < plan.stages().get(base.index()).stage().instructions().stream()
                        .filter(OnBuild.class::isInstance)
                        .count();
    }

    private List<Instruction> triggers(StageSource.OtherStage base, SourceRange from) {
        try {
            return Planner.triggers(plan.stages().get(base.index()).stage(), from);
        } catch (BuildException wrong) {
            return List.of();
        }
    }

    private void step(PlannedStage stage, Instruction instruction, StageWords words, String remark) {
        StringBuilder line =
                new StringBuilder("  %4d  ".formatted(instruction.range().firstLine()));
        line.append(StepText.shortened(words.after(instruction))).append(remark);
        for (Heredoc heredoc : heredocs(instruction)) {
            long length = heredoc.content().lines().count();
            line.append(" (")
                    .append(heredoc.name())
                    .append(": ")
                    .append(length)
                    .append(length == 1 ? " line)" : " lines)");
        }
        lines.add(line.toString());
        for (String reference : new LinkedHashSet<>(SourceReferences.of(instruction))) {
            lines.add("          " + reference + " is "
                    + source(plan.names().source(reference, stage.index(), stage.platform()), stage));
        }
    }

    private static List<Heredoc> heredocs(Instruction instruction) {
        return switch (instruction) {
            case Run run -> run.heredocs();
            case Copy copy -> copy.heredocs();
            case Add add -> add.heredocs();
            default -> List.of();
        };
    }

    private void collectUses(PlannedStage stage) {
        String user = name(stage.index());
        if (stage.base() instanceof StageSource.OtherStage other) {
            use(other.index(), "as base of " + user);
            triggers(other, stage.stage().from().range()).forEach(trigger -> collectUses(stage, trigger));
        }
        stage.stage().instructions().forEach(instruction -> collectUses(stage, instruction));
    }

    private void collectUses(PlannedStage stage, Instruction instruction) {
        for (String reference : SourceReferences.of(instruction)) {
            if (plan.names().source(reference, stage.index(), stage.platform())
                    instanceof StageSource.OtherStage other) {
                use(
                        other.index(),
                        "by " + name(stage.index()) + ", "
                                + instruction.keyword() + " in line "
                                + instruction.range().firstLine());
            }
        }
    }

    private void use(int stage, String reason) {
        uses.computeIfAbsent(stage, index -> new LinkedHashSet<>()).add(reason);
    }

    private List<String> reasons(PlannedStage stage) {
        List<String> reasons = new ArrayList<>();
        if (stage.index() == plan.target().index()) {
            reasons.add("as the image");
        }
        reasons.addAll(uses.getOrDefault(stage.index(), Set.of()));
        if (reasons.isEmpty()) {
            reasons.add(options.allStages() ? "by nothing, but all stages are asked for" : "as a further target");
        }
        return reasons;
    }

    private String heading(PlannedStage stage) {
        return "Stage " + stage.index() + stage.name().map(name -> " " + name).orElse("") + ", line "
                + stage.stage().from().range().firstLine();
    }

    private String name(int index) {
        return "stage " + index
                + plan.stages().get(index).name().map(name -> " " + name).orElse("");
    }

    private String base(PlannedStage stage) {
        return source(stage.base(), stage);
    }

    private String source(StageSource source, PlannedStage stage) {
        String platform = stage.platform().equals(options.platform()) ? "" : " for " + stage.platform();
        return switch (source) {
            case StageSource.Scratch scratch -> "nothing (scratch)" + platform;
            case StageSource.OtherStage other -> name(other.index());
            case StageSource.RegistryImage image -> "image " + image.reference() + platform;
            case StageSource.Replacement replacement ->
                "build context " + replacement.context().name() + ", "
                        + replacement.context().shown();
        };
    }
}
