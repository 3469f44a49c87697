package io.kaniko.core.destination;

import io.kaniko.core.oci.Digest;

/**
 * An image has arrived.
 *
 * @param digest of its manifest
 */
public record Published(Destination destination, Digest digest) {}
