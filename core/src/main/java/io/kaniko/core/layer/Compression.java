package io.kaniko.core.layer;

import io.kaniko.core.oci.MediaType;

/** How a layer's tar is packed. */
public enum Compression {
    GZIP,
    ZSTD;

    /** OCI's media type of such a layer. Docker has none for zstd; who needs Docker's, converts. */
    public String mediaType() {
        return switch (this) {
            case GZIP -> MediaType.OCI_LAYER_GZIP;
            case ZSTD -> MediaType.OCI_LAYER_ZSTD;
        };
    }

    /** 0 stores, and the lowest that compresses is 1. */
    int highestLevel() {
        return this == ZSTD ? 22 : 9;
    }
}
