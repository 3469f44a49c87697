package io.kaniko.core.image;

import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.MediaType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The manifest of one image (image-spec, manifest.md; Docker's version 2, schema 2).
 *
 * @param layers the lowest first
 */
public record Manifest(String mediaType, Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {

    private static final Set<String> CONFIG_TYPES =
            Set.of(MediaType.OCI_CONFIG, MediaType.DOCKER_CONFIG, "application/octet-stream", "application/json");

    public Manifest {
        if (!MediaType.isManifest(mediaType)) {
            throw new IllegalArgumentException("\"" + mediaType + "\" is not the media type of an image manifest");
        }
        layers = List.copyOf(layers);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /**
     * Reads a manifest.
     *
     * @param deliveredAs the media type it came with, which counts where the document states none; may be empty
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Manifest parse(String deliveredAs, byte[] json) {
        ObjectNode document = Documents.readObject(json, "manifest");
        if (document.path("schemaVersion").asInt(0) == 1) {
            throw new IllegalArgumentException(
                    "it is in Docker's old format (schema 1), which registries and builders have given up;"
                            + " pull and push the image again with a newer Docker");
        }
        return new Manifest(
                Documents.mediaType(document, deliveredAs),
                Documents.descriptor(document.path("config"), "config"),
                Documents.descriptors(document.path("layers"), "layers"),
                Documents.annotations(document.path("annotations"), "annotations"));
    }

    /**
     * Checks that this is the manifest of something to run and not of another kind of artifact.
     *
     * @throws IllegalArgumentException saying what it is instead
     */
    public void requireContainerImage() {
        if (!CONFIG_TYPES.contains(config.mediaType())) {
            throw new IllegalArgumentException(
                    "it is no container image but an artifact with a configuration of type " + config.mediaType());
        }
        for (Descriptor layer : layers) {
            if (!ImageFormat.OCI.canHold(layer.mediaType())) {
                throw new IllegalArgumentException("a layer has the media type \"" + layer.mediaType()
                        + "\", which is not that of a file system layer");
            }
        }
    }

    /**
     * The layers with what the configuration says about them.
     *
     * @param origin a repository that has them
     * @throws IllegalArgumentException when the configuration speaks of other layers
     */
    public List<Layer> layersOf(ImageConfig imageConfig, Optional<ImageReference> origin) {
        List<Digest> diffIds = imageConfig.diffIds();
        if (diffIds.size() != layers.size()) {
            throw new IllegalArgumentException("its configuration has " + diffIds.size()
                    + " diff ids, but the manifest " + layers.size() + " layers");
        }
        List<Layer> found = new ArrayList<>();
        for (int i = 0; i < diffIds.size(); i++) {
            found.add(new Layer(diffIds.get(i), layers.get(i), origin));
        }
        return found;
    }

    /** The document as this program writes it: no spaces, members in a fixed order. */
    public byte[] toJson() {
        ObjectNode document = Documents.newObject();
        document.put("schemaVersion", 2);
        document.put("mediaType", mediaType);
        Documents.put(document, "config", config);
        Documents.put(document, "layers", layers);
        Documents.put(document, "annotations", annotations);
        return Documents.write(document);
    }
}
