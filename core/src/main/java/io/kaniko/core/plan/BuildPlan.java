package io.kaniko.core.plan;

import io.kaniko.core.variables.GlobalScope;
import java.util.List;
import java.util.SortedSet;

/**
 * What has to be built.
 *
 * @param stages all stages of the Dockerfile, also those that are not needed
 * @param target the stage that becomes the image
 * @param wanted the stages to build: the targets and all that they need
 * @param scope what ARG without a value finds
 * @param names what {@code --from} means
 */
public record BuildPlan(
        List<PlannedStage> stages,
        PlannedStage target,
        SortedSet<Integer> wanted,
        GlobalScope scope,
        SourceNames names) {

    public BuildPlan {
        stages = List.copyOf(stages);
    }

    /** The same, but ARG without a value finds something else. */
    public BuildPlan withScope(GlobalScope newScope) {
        return new BuildPlan(stages, target, wanted, newScope, names);
    }
}
