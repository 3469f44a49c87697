package io.kaniko.core.step;

import io.kaniko.core.event.BuildEvent.StepId;
import io.kaniko.core.variables.WordExpander;

/**
 * What a step finds.
 *
 * @param words expands words with the escape character of this Dockerfile
 */
public record StepInput(ConfigState state, StageFiles files, FileSources sources, WordExpander words, StepId id) {

    /** A word of the instruction with the stage's variables as they were before it. */
    String expand(String word) {
        return words.expandWord(word, state.scope().forExpansion());
    }
}
