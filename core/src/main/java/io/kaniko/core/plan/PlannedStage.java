package io.kaniko.core.plan;

import io.kaniko.core.dockerfile.Stage;
import io.kaniko.core.oci.Platform;
import java.util.Optional;
import java.util.SortedSet;

/**
 * One stage of the Dockerfile, its FROM line evaluated.
 *
 * @param index from 0, in the order of the Dockerfile
 * @param name in lower case
 * @param baseText the base as expanded, for messages
 * @param stage as written; without instructions where a {@code --build-context} has replaced it
 * @param platform of the base image and of what is built
 * @param needs the stages that must be built before this one, as far as its own instructions tell; ONBUILD triggers of
 *     a base image may add some
 */
public record PlannedStage(
        int index,
        Optional<String> name,
        StageSource base,
        String baseText,
        Platform platform,
        Stage stage,
        SortedSet<Integer> needs) {

    /** The name, or the number where there is none. */
    public String label() {
        return name.orElse(Integer.toString(index));
    }
}
