package io.kaniko.core.layer;

import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import java.util.Objects;
import java.util.Optional;

/**
 * One layer of an image.
 *
 * @param diffId the digest of the uncompressed tar
 * @param descriptor of the blob, compressed or not
 * @param origin a repository that is known to hold the blob
 */
public record Layer(Digest diffId, Descriptor descriptor, Optional<ImageReference> origin) {

    public Layer {
        Objects.requireNonNull(diffId, "diffId");
        Objects.requireNonNull(descriptor, "descriptor");
        Objects.requireNonNull(origin, "origin");
    }
}
