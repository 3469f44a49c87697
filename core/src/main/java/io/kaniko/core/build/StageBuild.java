package io.kaniko.core.build;

import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.dockerfile.DockerfileParser;
import io.kaniko.core.dockerfile.From;
import io.kaniko.core.dockerfile.Instruction;
import io.kaniko.core.dockerfile.Run;
import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.event.BuildEvent.StepId;
import io.kaniko.core.image.HistoryEntry;
import io.kaniko.core.image.ImageConfig;
import io.kaniko.core.image.ImageFormat;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.layer.LayerWriter;
import io.kaniko.core.layer.WrittenLayer;
import io.kaniko.core.plan.BuildPlan;
import io.kaniko.core.plan.NamedContext;
import io.kaniko.core.plan.PlannedStage;
import io.kaniko.core.plan.StageSource;
import io.kaniko.core.plan.StepText;
import io.kaniko.core.snapshot.ImagePaths;
import io.kaniko.core.step.ConfigState;
import io.kaniko.core.step.StepInput;
import io.kaniko.core.step.StepResult;
import io.kaniko.core.step.StepRunner;
import io.kaniko.core.variables.WordExpander;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.SnapshotMode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

/** Builds one stage: its base, then its instructions one after the other. */
final class StageBuild {

    private final BuildParts parts;
    private final Dockerfile dockerfile;
    private final BuildPlan plan;
    private final BaseImages images;
    private final StageGrounds grounds;
    private final SourceTrees trees;
    private final StepRunner steps;
    private final LayerWriter layers;
    private final SnapshotMode mode;
    private final boolean singleSnapshot;
    private final ImagePaths imagePaths;
    private final Instant created;

    StageBuild(
            BuildParts parts,
            Dockerfile dockerfile,
            BuildPlan plan,
            BaseImages images,
            StageGrounds grounds,
            SourceTrees trees,
            StepRunner steps,
            LayerWriter layers,
            SnapshotMode mode,
            boolean singleSnapshot,
            ImagePaths imagePaths,
            Instant created) {
        this.parts = parts;
        this.dockerfile = dockerfile;
        this.plan = plan;
        this.images = images;
        this.grounds = grounds;
        this.trees = trees;
        this.steps = steps;
        this.layers = layers;
        this.mode = mode;
        this.singleSnapshot = singleSnapshot;
        this.imagePaths = imagePaths;
        this.created = created;
    }

    /** What a stage begins with. */
    private record Start(
            ConfigState state,
            StageDisk.Base files,
            List<Layer> baseLayers,
            Optional<ImageFormat> format,
            List<BuiltStep> earlier) {}

    BuiltStage build(int index, StageBuilds others) throws IOException, InterruptedException {
        PlannedStage stage = plan.stages().get(index);
        From from = stage.stage().from();
        Start start;
        try {
            start = start(stage, others);
        } catch (BuildException failure) {
            throw dockerfile.at(from.range(), failure);
        }
        parts.events()
                .tell(new BuildEvent.StageStarted(
                        index, plan.stages().size(), plan.wanted().size(), stage.label(), stage.baseText()));
        List<Instruction> instructions = instructions(start.state().config(), stage);
        StageDisk disk = new StageDisk(index, start.files(), runs(instructions), grounds, mode, imagePaths);
        SourceTrees.StageSources sources = trees.of(stage, others);
        ConfigState state = start.state().withoutTriggers();
        StageLayers done = new StageLayers(layers, disk, imagePaths, singleSnapshot, start.earlier());
        WordExpander words = new WordExpander(dockerfile.directives().escape());
        for (int i = 0; i < instructions.size(); i++) {
            Instruction instruction = instructions.get(i);
            StepId id = new StepId(index, stage.label(), i + 1, instructions.size());
            StepInput input = new StepInput(state, done.files(), sources, words, id);
            boolean watched = isBase(index) || runs(instructions.subList(i + 1, instructions.size()));
            state = step(instruction, input, sources, done, watched);
        }
        List<BuiltStep> built = done.finish(isBase(index));
        if (isBase(index)) {
            disk.settle();
        }
        return new BuiltStage(stage, state, disk, start.baseLayers(), start.format(), built);
    }

    private static boolean runs(List<Instruction> instructions) {
        return instructions.stream().anyMatch(Run.class::isInstance);
    }

    private boolean isBase(int stage) {
        return plan.stages().stream().anyMatch(other -> other.base().equals(new StageSource.OtherStage(stage)));
    }

    /** @param watched whether a later step will ask which of the files that this one writes have changed */
    private ConfigState step(
            Instruction instruction,
            StepInput input,
            SourceTrees.StageSources sources,
            StageLayers done,
            boolean watched)
            throws IOException, InterruptedException {
        String text = StepText.of(instruction);
        parts.events()
                .tell(new BuildEvent.StepStarted(
                        input.id(), text, instruction.range().firstLine()));
        long begin = System.nanoTime();
        try {
            StepResult result = steps.run(instruction, input);
            Optional<Future<WrittenLayer>> layer = done.write(result.changes(), watched);
            Duration took = Duration.ofNanos(System.nanoTime() - begin).minus(sources.takeWaited());
            parts.events().tell(new BuildEvent.StepFinished(input.id(), took));
            boolean empty = layer.isEmpty();
            done.add(new BuiltStep(
                    input.id(),
                    text,
                    took,
                    result.history().map(line -> HistoryEntry.ofStep(line, created, empty)),
                    layer));
            return result.state();
        } catch (BuildException failure) {
            parts.events().tell(new BuildEvent.StepFailed(input.id(), Duration.ofNanos(System.nanoTime() - begin)));
            throw dockerfile.at(instruction.range(), failure);
        } catch (IOException failure) {
            parts.events().tell(new BuildEvent.StepFailed(input.id(), Duration.ofNanos(System.nanoTime() - begin)));
            throw dockerfile.at(instruction.range(), Failures.explained(instruction.keyword(), failure));
        }
    }

    private Start start(PlannedStage stage, StageBuilds others) throws IOException, InterruptedException {
        return switch (stage.base()) {
            case StageSource.Scratch scratch -> startFromNothing(stage);
            case StageSource.RegistryImage image -> startFrom(images.pull(image.reference(), stage.platform()), stage);
            case StageSource.Replacement replacement ->
                switch (replacement.context()) {
                    // The files are copied by the stage's first instruction.
                    case NamedContext.Files files -> startFromNothing(stage);
                    case NamedContext.Nothing nothing -> startFromNothing(stage);
                    case NamedContext.RegistryImage image ->
                        startFrom(images.pull(image.reference(), stage.platform()), stage);
                    case NamedContext.LayoutImage image -> startFrom(images.read(image, stage.platform()), stage);
                };
            case StageSource.OtherStage other -> {
                BuiltStage below = others.await(other.index());
                yield new Start(
                        ConfigState.begin(below.state()),
                        new StageDisk.Base.StageCopy(below.disk()),
                        below.baseLayers(),
                        below.baseFormat(),
                        below.steps());
            }
        };
    }

    private Start startFromNothing(PlannedStage stage) {
        ImageConfig config = ImageConfig.scratch(stage.platform());
        return new Start(state(config), new StageDisk.Base.Nothing(), List.of(), Optional.empty(), List.of());
    }

    private Start startFrom(BaseImage image, PlannedStage stage) {
        ImageConfig config = image.config();
        return new Start(
                state(config.withPlatform(config.platform().orElse(stage.platform()))),
                new StageDisk.Base.ImageLayers(image.layers()),
                image.layers(),
                Optional.of(image.format()),
                List.of());
    }

    private ConfigState state(ImageConfig config) {
        return ConfigState.begin(config, plan.scope());
    }

    /** The files of a context come first, then the triggers of the base; both count as lines of the FROM. */
    private List<Instruction> instructions(ImageConfig config, PlannedStage stage) {
        List<Instruction> all = new ArrayList<>();
        if (stage.base() instanceof StageSource.Replacement(NamedContext.Files files)) {
            all.add(DockerfileParser.parseInstruction(
                    "COPY --from=" + files.name().word() + " / /",
                    stage.stage().from().range()));
        }
        for (String trigger : config.onBuild()) {
            all.add(DockerfileParser.parseInstruction(
                    trigger, stage.stage().from().range()));
        }
        all.addAll(stage.stage().instructions());
        return all;
    }
}
