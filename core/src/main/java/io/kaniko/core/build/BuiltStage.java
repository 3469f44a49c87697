package io.kaniko.core.build;

import io.kaniko.core.image.HistoryEntry;
import io.kaniko.core.image.ImageFormat;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.plan.PlannedStage;
import io.kaniko.core.step.ConfigState;
import java.util.List;
import java.util.Optional;

/**
 * A stage after its last step. Layers may still be compressing.
 *
 * @param baseLayers of the image that the stage, or the first stage below it, began with
 * @param steps of this stage and of the stages below it, in order
 * @param baseFormat the media types of that image; empty for scratch
 */
record BuiltStage(
        PlannedStage planned,
        ConfigState state,
        StageDisk disk,
        List<Layer> baseLayers,
        Optional<ImageFormat> baseFormat,
        List<BuiltStep> steps) {

    BuiltStage {
        baseLayers = List.copyOf(baseLayers);
        steps = List.copyOf(steps);
    }

    List<HistoryEntry> history() {
        return steps.stream().flatMap(step -> step.history().stream()).toList();
    }
}
