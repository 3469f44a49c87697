/**
 * Talks to registries: pull, push, mount, authentication, TLS, mirrors, retries (distribution-spec).
 *
 * <p>References and images come in; manifests, verified blobs and digests come out. This room must not know what an
 * image is built from, nor which destinations there are besides registries.
 */
@NullMarked
package io.kaniko.core.registry;

import org.jspecify.annotations.NullMarked;
