/**
 * Layers: what a step has changed, as a tar in a compressed blob. The room of reproducibility.
 *
 * <p>A stage root and the paths that changed come in; a blob in the store, its digest and the digest of its tar go out,
 * and the same files give the same bytes whatever the order, the number of threads or the machine. This room must not
 * know instructions, images or registries, nor find out what has changed.
 */
@NullMarked
package io.kaniko.core.layer;

import org.jspecify.annotations.NullMarked;
