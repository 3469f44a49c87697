package io.kaniko.core.build;

import io.kaniko.core.image.Image;
import io.kaniko.core.image.ImageConfig;
import io.kaniko.core.image.ImageFormat;
import io.kaniko.core.layer.Layer;
import io.kaniko.spi.BuildException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the image out of the stage that was asked for. Waits for its layers. */
final class ImageAssembly {

    private final BuildRequest.Output output;
    private final Instant created;

    ImageAssembly(BuildRequest.Output output, Instant created) {
        this.output = output;
        this.created = created;
    }

    Image assemble(BuiltStage stage) throws InterruptedException {
        List<Layer> layers = new ArrayList<>(stage.baseLayers());
        for (BuiltStep step : stage.steps()) {
            step.awaitLayer().ifPresent(written -> layers.add(written.layer()));
        }
        ImageConfig config = stage.state().config().withMoreHistory(stage.history());
        if (!output.labels().isEmpty()) {
            config = config.withLabels(output.labels());
        }
        config = config.withDiffIds(layers.stream().map(Layer::diffId).toList()).withCreated(lastChange(config));
        return new Image(config, layers, format(stage.baseFormat(), layers), output.annotations());
    }

    /** An image is as old as its last step, of the base if there is no other; and never younger than this build. */
    private Optional<Instant> lastChange(ImageConfig config) {
        return config.history().reversed().stream()
                .flatMap(entry -> entry.created().stream())
                .findFirst()
                .map(last -> last.isAfter(created) ? created : last);
    }

    /** What was asked for, else OCI for annotations, which Docker's manifests do not have, else the base image's. */
    private ImageFormat format(Optional<ImageFormat> base, List<Layer> layers) {
        ImageFormat format = output.imageFormat()
                .map(name -> name.equals("docker") ? ImageFormat.DOCKER : ImageFormat.OCI)
                .or(() -> output.annotations().isEmpty() ? base : Optional.of(ImageFormat.OCI))
                .orElse(ImageFormat.OCI);
        for (Layer layer : layers) {
            if (!format.canHold(layer.descriptor().mediaType())) {
                if (output.imageFormat().isEmpty()) {
                    return ImageFormat.OCI;
                }
                throw new BuildException(
                        BuildException.Kind.USER,
                        "a " + layer.descriptor().mediaType() + " layer cannot be part of a Docker image",
                        "Use --image-format=oci, or gzip compression.");
            }
        }
        return format;
    }
}
