/**
 * What the snapshot modes that walk the tree have in common: an index of what was, and the comparison with what is.
 *
 * <p>What comes in is a tree and a mode's opinion of when a path differs; what goes out is which paths have changed.
 * This package must not know which modes there are.
 */
@NullMarked
package io.kaniko.snapshot.index;

import org.jspecify.annotations.NullMarked;
