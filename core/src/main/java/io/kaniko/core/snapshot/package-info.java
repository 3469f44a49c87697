/**
 * The chosen snapshot mode, made fit for core.
 *
 * <p>What comes in are the modes that plugins bring, the name that the user chose and the paths that are no part of an
 * image; what goes out are checked changes. This package must not know layers, instructions or how a process is run.
 */
@NullMarked
package io.kaniko.core.snapshot;

import org.jspecify.annotations.NullMarked;
