package io.kaniko.core.build;

import io.kaniko.core.oci.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a build has made.
 *
 * @param digest of the manifest
 * @param size bytes of all layers as they are transferred
 * @param steps of all stages that were built, in the Dockerfile's order
 * @param published where the image is now, in the order of the request
 */
public record BuildResult(Digest digest, long size, List<StepReport> steps, List<String> published) {

    public BuildResult {
        steps = List.copyOf(steps);
        published = List.copyOf(published);
    }

    /**
     * One step.
     *
     * @param text the instruction on one line
     * @param took until the next step could start; compression goes on after it
     * @param layer what it added to the image, where it added files
     * @param inImage whether the step belongs to the stage that became the image
     */
    public record StepReport(String stage, String text, Duration took, Optional<LayerReport> layer, boolean inImage) {}

    /**
     * A layer.
     *
     * @param tarSize bytes before compression
     * @param blobSize bytes as transferred
     */
    public record LayerReport(Digest digest, long tarSize, long blobSize, int entries) {}
}
