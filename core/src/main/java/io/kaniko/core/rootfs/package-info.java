/**
 * A stage's file system: the only room that writes below a stage root.
 *
 * <p>What comes in is a directory of the host and paths as a Dockerfile or a layer says them; what goes out is a path
 * that is proven to lie below that directory, the facts about every file there, and the ids of its users. This package
 * must not know instructions, registries or how layers are written.
 */
@NullMarked
package io.kaniko.core.rootfs;

import org.jspecify.annotations.NullMarked;
