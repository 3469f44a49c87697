package io.kaniko.core.layout;

import io.kaniko.core.image.ImageConfig;
import io.kaniko.core.image.Manifest;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Digest;
import java.util.List;

/**
 * An image of an OCI layout, without its layers' bytes.
 *
 * @param digest of the manifest
 * @param layers the lowest first
 */
public record LayoutImage(Digest digest, Manifest manifest, ImageConfig config, List<Layer> layers) {

    public LayoutImage {
        layers = List.copyOf(layers);
    }
}
