package io.kaniko.core.image;

import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.MediaType;
import io.kaniko.core.oci.Platform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes the JSON that manifests and indexes share: descriptors, platforms, annotations. */
final class Documents {

    /** A manifest may be as long as registries must accept (distribution-spec: 4 MiB). */
    static final int LONGEST_MANIFEST_BYTES = 4 * 1024 * 1024;

    /** Two members of one name would be read differently by different programs, so neither is believed. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Documents() {}

    /** The document as an object; anything else is an {@link IllegalArgumentException} that names {@code kind}. */
    static ObjectNode readObject(byte[] json, String kind) {
        if (json.length > LONGEST_MANIFEST_BYTES) {
            throw new IllegalArgumentException(
                    "the " + kind + " has " + json.length + " bytes; at most " + LONGEST_MANIFEST_BYTES + " are read");
        }
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the " + kind + " is not JSON: " + e.getOriginalMessage(), e);
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("the " + kind + " is not a JSON object");
    }

    static ObjectNode newObject() {
        return JSON.createObjectNode();
    }

    static byte[] write(ObjectNode document) {
        return JSON.writeValueAsBytes(document);
    }

    static Descriptor descriptor(JsonNode node, String place) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(place + " is missing or not an object");
        }
        Digest digest;
        try {
            digest = Digest.parse(text(node, "digest", place));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
        JsonNode size = node.path("size");
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
            throw new IllegalArgumentException(place + " has no valid size");
        }
        return new Descriptor(
                text(node, "mediaType", place),
                digest,
                size.longValue(),
                annotations(node.path("annotations"), place),
                platform(node.path("platform")));
    }

    static List<Descriptor> descriptors(JsonNode array, String place) {
        List<Descriptor> found = new ArrayList<>();
        if (array.isMissingNode() || array.isNull()) {
            return found;
        }
        if (!array.isArray()) {
            throw new IllegalArgumentException(place + " is not a list");
        }
        for (JsonNode node : array.values()) {
            found.add(descriptor(node, place + "[" + found.size() + "]"));
        }
        return found;
    }

    static Map<String, String> annotations(JsonNode node, String place) {
        Map<String, String> found = new LinkedHashMap<>();
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                if (!entry.getValue().isString()) {
                    throw new IllegalArgumentException(
                            place + ": the annotation \"" + entry.getKey() + "\" is not text");
                }
                found.put(entry.getKey(), entry.getValue().stringValue());
            }
        }
        return found;
    }

    static void put(ObjectNode document, String name, Descriptor descriptor) {
        fill(document.putObject(name), descriptor);
    }

    static void put(ObjectNode document, String name, List<Descriptor> descriptors) {
        ArrayNode array = document.putArray(name);
        descriptors.forEach(descriptor -> fill(array.addObject(), descriptor));
    }

    static void put(ObjectNode document, String name, Map<String, String> annotations) {
        if (!annotations.isEmpty()) {
            ObjectNode node = document.putObject(name);
            annotations.forEach(node::put);
        }
    }

    /** The media type the document states, else the one it was delivered as. */
    static String mediaType(ObjectNode document, String delivered) {
        JsonNode stated = document.path("mediaType");
        if (stated.isString()) {
            return stated.stringValue();
        }
        if (!delivered.isEmpty() && !delivered.equals("application/json") && !delivered.startsWith("text/")) {
            return delivered;
        }
        return document.has("manifests") ? MediaType.OCI_INDEX : MediaType.OCI_MANIFEST;
    }

    private static void fill(ObjectNode node, Descriptor descriptor) {
        node.put("mediaType", descriptor.mediaType());
        node.put("digest", descriptor.digest().toString());
        node.put("size", descriptor.size());
        put(node, "annotations", descriptor.annotations());
        descriptor.platform().ifPresent(platform -> {
            ObjectNode child = node.putObject("platform");
            child.put("architecture", platform.architecture());
            child.put("os", platform.os());
            platform.osVersion().ifPresent(version -> child.put("os.version", version));
            platform.variant().ifPresent(variant -> child.put("variant", variant));
        });
    }

    private static Optional<Platform> platform(JsonNode node) {
        String os = node.path("os").asString("");
        String architecture = node.path("architecture").asString("");
        if (os.isEmpty() || architecture.isEmpty()) {
            return Optional.empty();
        }
        String variant = node.path("variant").asString("");
        Optional<String> osVersion = node.path("os.version").stringValueOpt().filter(text -> !text.isEmpty());
        try {
            Platform parsed = Platform.parse(os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant));
            return Optional.of(new Platform(parsed.os(), parsed.architecture(), parsed.variant(), osVersion));
        } catch (IllegalArgumentException e) {
            // A platform nobody can ask for; it is kept so that the list in a message shows it.
            return Optional.of(
                    new Platform(os, architecture, Optional.of(variant).filter(text -> !text.isEmpty()), osVersion));
        }
    }

    private static String text(JsonNode node, String name, String place) {
        JsonNode value = node.path(name);
        if (!value.isString() || value.stringValue().isEmpty()) {
            throw new IllegalArgumentException(place + " has no " + name);
        }
        return value.stringValue();
    }
}
