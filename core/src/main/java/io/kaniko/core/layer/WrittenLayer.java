package io.kaniko.core.layer;

/**
 * A layer that was made here and lies complete in the blob store.
 *
 * @param tarSize bytes before compression
 * @param entries of the tar, whiteouts included
 */
public record WrittenLayer(Layer layer, long tarSize, int entries) {}
