/**
 * Values of the OCI specifications: digests, media types, descriptors, platforms, image references.
 *
 * <p>Text comes in at the edge and leaves as a checked value. This room knows no other.
 */
@NullMarked
package io.kaniko.core.oci;

import org.jspecify.annotations.NullMarked;
