/**
 * The snapshot mode {@code redo}.
 *
 * <p>What comes in is a stage's file system, before and after a step; what goes out is which paths have changed. This
 * package must not know core or how layers are written.
 */
@NullMarked
package io.kaniko.snapshot.redo;

import org.jspecify.annotations.NullMarked;
