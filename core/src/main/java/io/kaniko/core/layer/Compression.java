package io.kaniko.core.layer;

import io.kaniko.core.oci.MediaType;

/** How a layer is compressed. */
public enum Compression {
    NONE(MediaType.OCI_LAYER),
    GZIP(MediaType.OCI_LAYER_GZIP),
    ZSTD(MediaType.OCI_LAYER_ZSTD);

    private final String mediaType;

    Compression(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The OCI media type of such a layer. */
    public String mediaType() {
        return mediaType;
    }
}
