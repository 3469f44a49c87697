package io.kaniko.core.layer;

import java.util.Objects;

/**
 * A layer that lies complete in the blob store, and what there is to tell about it.
 *
 * @param tarSize bytes of the uncompressed tar; the size of the blob is in the descriptor
 * @param entries of the tar: files, parents and whiteouts
 */
public record WrittenLayer(Layer layer, long tarSize, int entries) {

    public WrittenLayer {
        Objects.requireNonNull(layer, "layer");
    }
}
