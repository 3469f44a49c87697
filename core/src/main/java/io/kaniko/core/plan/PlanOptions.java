package io.kaniko.core.plan;

import io.kaniko.core.oci.Platform;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the user says about a build beside the Dockerfile.
 *
 * @param targets names of the stages to build; the first one is the image. Empty: the last stage
 * @param buildContexts every {@code --build-context}
 * @param allStages whether stages that the targets do not need are built too
 */
public record PlanOptions(
        Map<String, String> buildArguments,
        Platform platform,
        List<String> targets,
        List<NamedContext> buildContexts,
        boolean allStages) {

    public PlanOptions {
        buildArguments = Collections.unmodifiableMap(new LinkedHashMap<>(buildArguments));
        targets = List.copyOf(targets);
        buildContexts = List.copyOf(buildContexts);
    }

    /** The same, but nobody has given build arguments. */
    public PlanOptions withoutBuildArguments() {
        return new PlanOptions(Map.of(), platform, targets, buildContexts, allStages);
    }
}
