package io.kaniko.core.image;

import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.MediaType;
import io.kaniko.spi.BuildException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks the two documents of an image against the image-spec and against each other, reading the very bytes that
 * will be stored. It does not look into layers.
 */
public final class ImageValidator {

    private ImageValidator() {}

    /** Stops an image with a fault, which would be this program's, before it is published. */
    public static void check(Image image) {
        List<String> problems = problems(image.manifestBytes(), image.configBytes());
        if (!problems.isEmpty()) {
            throw new BuildException(
                    BuildException.Kind.INTERNAL,
                    "the image that was built is not valid: " + String.join("; ", problems),
                    "This is a fault of the builder; please report it with the Dockerfile.");
        }
    }

    /** What is wrong, as phrases in the order of the documents; empty for a sound image. */
    public static List<String> problems(byte[] manifestJson, byte[] configJson) {
        Manifest manifest;
        ObjectNode config;
        try {
            manifest = Manifest.parse("", manifestJson);
            config = Documents.readObject(configJson, "configuration");
        } catch (IllegalArgumentException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
        List<String> problems = new ArrayList<>();
        checkFamily(manifest, problems);
        if (!manifest.config().digest().equals(Digest.of(configJson))) {
            problems.add("the manifest names the configuration "
                    + manifest.config().digest() + ", but it is " + Digest.of(configJson));
        }
        if (manifest.config().size() != configJson.length) {
            problems.add("the manifest says that the configuration has "
                    + manifest.config().size() + " bytes, but it has " + configJson.length);
        }
        checkConfig(config, manifest.layers().size(), problems);
        return List.copyOf(problems);
    }

    private static void checkFamily(Manifest manifest, List<String> problems) {
        ImageFormat format = ImageFormat.of(manifest.mediaType());
        if (!manifest.config().mediaType().equals(format.configType())) {
            problems.add("a manifest of the " + format + " family has a configuration of type "
                    + manifest.config().mediaType());
        }
        for (Descriptor layer : manifest.layers()) {
            boolean own = format.canHold(layer.mediaType())
                    && format.layerType(layer.mediaType()).equals(layer.mediaType());
            if (!own) {
                problems.add("a manifest of the " + format + " family has a layer of type " + layer.mediaType());
            }
            if (layer.size() == 0 && !layer.mediaType().equals(MediaType.OCI_LAYER)) {
                problems.add("the layer " + layer.digest() + " has no bytes");
            }
        }
        if (format == ImageFormat.DOCKER && !manifest.annotations().isEmpty()) {
            problems.add("a manifest of the DOCKER family has annotations");
        }
    }

    private static void checkConfig(ObjectNode config, int layers, List<String> problems) {
        for (String name : List.of("architecture", "os")) {
            if (config.path(name).asString("").isEmpty()) {
                problems.add("the configuration has no " + name);
            }
        }
        JsonNode rootfs = config.path("rootfs");
        if (!rootfs.path("type").asString("").equals("layers")) {
            problems.add("the configuration's rootfs is not of type \"layers\"");
        }
        int diffIds = 0;
        for (JsonNode diffId : rootfs.path("diff_ids").values()) {
            diffIds++;
            try {
                Digest.parse(diffId.asString(""));
            } catch (IllegalArgumentException e) {
                problems.add("diff id " + diffIds + " is " + e.getMessage());
            }
        }
        if (diffIds != layers) {
            problems.add("the configuration has " + diffIds + " diff ids, but the manifest " + layers + " layers");
        }
        JsonNode history = config.path("history");
        if (history.isArray() && !history.isEmpty()) {
            int filled = 0;
            for (JsonNode entry : history.values()) {
                filled += entry.path("empty_layer").asBoolean(false) ? 0 : 1;
            }
            if (filled != layers) {
                problems.add(
                        "the history has " + filled + " entries with a layer, but there are " + layers + " layers");
            }
        }
    }
}
