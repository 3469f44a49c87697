package io.kaniko.core.image;

import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A finished image: everything a destination needs to know except the layers' bytes.
 *
 * @param layers the lowest first
 * @param annotations of the manifest; Docker's format has no place for them and drops them
 */
public record Image(ImageConfig config, List<Layer> layers, ImageFormat format, Map<String, String> annotations) {

    public Image {
        layers = List.copyOf(layers);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /** The configuration as it is stored. The same bytes at every call. */
    public byte[] configBytes() {
        return config.toJson();
    }

    /** The manifest, with all media types of the image's own format. */
    public Manifest manifest() {
        byte[] configBytes = configBytes();
        boolean oci = format == ImageFormat.OCI;
        List<Descriptor> descriptors = layers.stream()
                .map(Layer::descriptor)
                .map(layer -> new Descriptor(
                        format.layerType(layer.mediaType()),
                        layer.digest(),
                        layer.size(),
                        oci ? layer.annotations() : Map.of(),
                        java.util.Optional.empty()))
                .toList();
        return new Manifest(
                format.manifestType(),
                new Descriptor(format.configType(), Digest.of(configBytes), configBytes.length),
                descriptors,
                oci ? annotations : Map.of());
    }

    /** The manifest as it is stored; its digest is the image's name. */
    public byte[] manifestBytes() {
        return manifest().toJson();
    }

    public Digest digest() {
        return Digest.of(manifestBytes());
    }
}
