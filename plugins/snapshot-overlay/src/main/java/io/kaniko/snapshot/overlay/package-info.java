/**
 * The snapshot mode {@code overlay}.
 *
 * <p>What comes in are the files that a step has touched, as core read them from an overlay file system; what goes out is
 * which paths have changed. This package must not know core, how the kernel writes touches down, or how layers are written.
 */
@NullMarked
package io.kaniko.snapshot.overlay;

import org.jspecify.annotations.NullMarked;
