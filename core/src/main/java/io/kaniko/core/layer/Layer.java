package io.kaniko.core.layer;

import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import java.util.Optional;

/**
 * A layer of an image.
 *
 * @param diffId of the uncompressed tar
 * @param descriptor of the blob as it travels
 * @param origin a repository that is known to hold the blob
 */
public record Layer(Digest diffId, Descriptor descriptor, Optional<ImageReference> origin) {}
