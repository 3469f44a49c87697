/**
 * Layers: from changed paths to a compressed tar in the blob store, in one pass.
 *
 * <p>A root and the touched paths come in, a {@link io.kaniko.core.layer.Layer} goes out; this is the room that
 * reproducibility depends on. It must not know why a path was touched, nor where blobs travel.
 */
@NullMarked
package io.kaniko.core.layer;

import org.jspecify.annotations.NullMarked;
