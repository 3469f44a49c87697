package io.kaniko.core.image;

import io.kaniko.core.oci.MediaType;
import io.kaniko.spi.BuildException;
import java.util.Map;

/** The two families of media types; one manifest never mixes them. */
public enum ImageFormat {
    DOCKER(MediaType.DOCKER_MANIFEST, MediaType.DOCKER_INDEX, MediaType.DOCKER_CONFIG),
    OCI(MediaType.OCI_MANIFEST, MediaType.OCI_INDEX, MediaType.OCI_CONFIG);

    private static final String DOCKER_FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
    private static final String OCI_FOREIGN = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";

    private static final Map<String, String> OCI_OF_DOCKER = Map.of(
            MediaType.DOCKER_LAYER,
            MediaType.OCI_LAYER,
            MediaType.DOCKER_LAYER_GZIP,
            MediaType.OCI_LAYER_GZIP,
            DOCKER_FOREIGN,
            OCI_FOREIGN);
    private static final Map<String, String> DOCKER_OF_OCI = Map.of(
            MediaType.OCI_LAYER,
            MediaType.DOCKER_LAYER,
            MediaType.OCI_LAYER_GZIP,
            MediaType.DOCKER_LAYER_GZIP,
            OCI_FOREIGN,
            DOCKER_FOREIGN);

    private final String manifestType;
    private final String indexType;
    private final String configType;

    ImageFormat(String manifestType, String indexType, String configType) {
        this.manifestType = manifestType;
        this.indexType = indexType;
        this.configType = configType;
    }

    /** The family that a manifest or index belongs to. */
    public static ImageFormat of(String mediaType) {
        return switch (mediaType) {
            case MediaType.DOCKER_MANIFEST, MediaType.DOCKER_INDEX -> DOCKER;
            case MediaType.OCI_MANIFEST, MediaType.OCI_INDEX -> OCI;
            default -> throw new IllegalArgumentException("\"" + mediaType + "\" is no manifest and no index");
        };
    }

    public String manifestType() {
        return manifestType;
    }

    public String indexType() {
        return indexType;
    }

    public String configType() {
        return configType;
    }

    /** Whether a layer of this media type, of either family, can be part of an image of this format. */
    public boolean canHold(String layerType) {
        return switch (this) {
            case OCI -> isOciLayer(layerType) || OCI_OF_DOCKER.containsKey(layerType);
            case DOCKER -> OCI_OF_DOCKER.containsKey(layerType) || DOCKER_OF_OCI.containsKey(layerType);
        };
    }

    /**
     * This family's name for a layer of either family; the blob stays the same.
     *
     * @throws BuildException for a zstd layer in Docker's family, which has no name for it, and for unknown types
     */
    public String layerType(String anyFamily) {
        if (!canHold(anyFamily)) {
            if (anyFamily.equals(MediaType.OCI_LAYER_ZSTD)) {
                throw new BuildException(
                        BuildException.Kind.USER,
                        "an image in Docker's format cannot have layers compressed with zstd",
                        "Choose --image-format=oci, or --compression=gzip; a base image with zstd layers needs the"
                                + " former.");
            }
            throw new BuildException(
                    BuildException.Kind.USER,
                    "a layer has the media type \"" + anyFamily + "\", which is not that of a file system layer",
                    "The base image is probably not a container image but some other artifact; use another one.");
        }
        return switch (this) {
            case OCI -> OCI_OF_DOCKER.getOrDefault(anyFamily, anyFamily);
            case DOCKER -> DOCKER_OF_OCI.getOrDefault(anyFamily, anyFamily);
        };
    }

    private static boolean isOciLayer(String layerType) {
        return layerType.equals(MediaType.OCI_LAYER_ZSTD) || DOCKER_OF_OCI.containsKey(layerType);
    }
}
