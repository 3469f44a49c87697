package io.kaniko.core.build;

import io.kaniko.core.image.ImageConfig;
import io.kaniko.core.image.ImageFormat;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Digest;
import java.util.List;

/**
 * An image that a stage begins with or that files are taken from, wherever it came from.
 *
 * @param digest of its manifest
 * @param layers the lowest first; each lies in the blob store or knows the repository that has it
 */
record BaseImage(Digest digest, ImageFormat format, ImageConfig config, List<Layer> layers) {

    BaseImage {
        layers = List.copyOf(layers);
    }
}
