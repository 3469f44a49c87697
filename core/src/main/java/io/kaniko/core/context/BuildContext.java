package io.kaniko.core.context;

import io.kaniko.core.rootfs.StageRoot;

/**
 * The files that a Dockerfile may copy from.
 *
 * @param root never written to
 * @param ignore what is there and does not count; paths are relative to the root
 */
public record BuildContext(StageRoot root, IgnoreRules ignore) {}
