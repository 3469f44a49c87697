package io.kaniko.core.registry;

import io.kaniko.core.image.ImageConfig;
import io.kaniko.core.image.Manifest;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.ImageReference;
import java.util.List;

/**
 * An image of a registry, without its layers' bytes.
 *
 * @param reference where it really was found, mirrors considered, with the digest of the platform's manifest
 * @param layers the lowest first; each knows the repository that has it
 */
public record PulledImage(ImageReference reference, Manifest manifest, ImageConfig config, List<Layer> layers) {

    public PulledImage {
        layers = List.copyOf(layers);
    }
}
