package io.kaniko.core.image;

import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.MediaType;
import io.kaniko.core.oci.Platform;
import io.kaniko.spi.BuildException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** A list of manifests for different platforms (image-spec, image-index.md; Docker's manifest list). */
public record Index(String mediaType, List<Descriptor> manifests, Map<String, String> annotations) {

    /** BuildKit marks what is not an image with this annotation; old versions only with the platform unknown/unknown. */
    private static final String REFERENCE_TYPE = "vnd.docker.reference.type";

    public Index {
        if (!MediaType.isIndex(mediaType)) {
            throw new IllegalArgumentException("\"" + mediaType + "\" is not the media type of an image index");
        }
        manifests = List.copyOf(manifests);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /**
     * Reads an index.
     *
     * @param deliveredAs the media type it came with, which counts where the document states none; may be empty
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Index parse(String deliveredAs, byte[] json) {
        ObjectNode document = Documents.readObject(json, "index");
        return new Index(
                Documents.mediaType(document, deliveredAs),
                Documents.descriptors(document.path("manifests"), "manifests"),
                Documents.annotations(document.path("annotations"), "annotations"));
    }

    /** Whether a document that came without a telling media type is an index. */
    public static boolean looksLikeOne(byte[] json) {
        return Documents.readObject(json, "manifest").path("manifests").isArray();
    }

    /** The document as this program writes it: no spaces, members in a fixed order. */
    public byte[] toJson() {
        ObjectNode document = Documents.newObject();
        document.put("schemaVersion", 2);
        document.put("mediaType", mediaType);
        Documents.put(document, "manifests", manifests);
        Documents.put(document, "annotations", annotations);
        return Documents.write(document);
    }

    /** The images listed: everything but attestations and the like. */
    public List<Descriptor> images() {
        return manifests.stream().filter(Index::isImage).toList();
    }

    /**
     * The image for a platform: the one that says exactly this platform, else the highest variant below it that it can
     * run, as an arm/v7 machine runs arm/v6. The first of several equals wins, as with Docker.
     *
     * @throws BuildException where there is none; it lists the platforms that there are
     */
    public Descriptor choose(Platform wanted) {
        List<Descriptor> images = images();
        for (Optional<String> variant : runnableVariants(wanted)) {
            for (Descriptor image : images) {
                if (image.platform().filter(has -> fits(has, wanted, variant)).isPresent()) {
                    return image;
                }
            }
        }
        // An index of one image that names no platform is how some tools wrap a single image.
        if (images.size() == 1 && images.getFirst().platform().isEmpty()) {
            return images.getFirst();
        }
        throw new BuildException(
                BuildException.Kind.USER,
                "there is no image for " + wanted + " in the index; it has " + describe(images),
                "Ask for one of these platforms with --platform or --custom-platform, or use another image.");
    }

    private static String describe(List<Descriptor> images) {
        String platforms = images.stream()
                .map(image -> image.platform().map(Platform::toString).orElse("one without a platform"))
                .distinct()
                .collect(Collectors.joining(", "));
        return platforms.isEmpty() ? "no image at all" : platforms;
    }

    private static boolean isImage(Descriptor entry) {
        boolean unknown = entry.platform()
                .filter(platform -> platform.os().equals("unknown")
                        && platform.architecture().equals("unknown"))
                .isPresent();
        return !unknown
                && !entry.annotations().containsKey(REFERENCE_TYPE)
                && (MediaType.isManifest(entry.mediaType()) || MediaType.isIndex(entry.mediaType()));
    }

    private static boolean fits(Platform has, Platform wanted, Optional<String> variant) {
        return has.os().equals(wanted.os())
                && has.architecture().equals(wanted.architecture())
                && has.variant().equals(variant)
                && (wanted.osVersion().isEmpty() || wanted.osVersion().equals(has.osVersion()));
    }

    /** The variants that a machine runs, its own first (containerd's order). Empty is the variant without a name. */
    private static List<Optional<String>> runnableVariants(Platform wanted) {
        String own = wanted.variant().orElse("");
        List<String> ladder = switch (wanted.architecture()) {
            case "arm" -> List.of("v8", "v7", "v6", "v5");
            case "amd64" -> List.of("v4", "v3", "v2", "");
            case "arm64" -> List.of("v9", "");
            default -> own.isEmpty() ? List.of("") : List.of(own, "");
        };
        int start = ladder.indexOf(own);
        List<String> runnable = start >= 0 ? ladder.subList(start, ladder.size()) : List.of(own, "");
        return runnable.stream()
                .map(variant -> Optional.of(variant).filter(text -> !text.isEmpty()))
                .toList();
    }
}
