package io.kaniko.core.step;

import io.kaniko.spi.Changes;
import java.util.Optional;

/**
 * What a step did.
 *
 * @param history its line in the image's history; empty for ONBUILD, which has none
 * @param changes the touched paths, which become a layer even where there are none; empty for a step that concerns only
 *     the configuration
 */
public record StepResult(ConfigState state, Optional<String> history, Optional<Changes> changes) {

    static StepResult of(ConfigResult result) {
        return new StepResult(result.state(), result.history(), Optional.empty());
    }

    static StepResult ofLayer(ConfigState state, String history, Changes changes) {
        return new StepResult(state, Optional.of(history), Optional.of(changes));
    }
}
