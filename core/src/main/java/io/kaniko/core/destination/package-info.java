/**
 * Where a finished image goes: registries, archives, layouts, and the files that tell of it.
 *
 * <p>An image and its destinations come in; what was published comes out. This room must not know how the image was
 * built, nor change a byte of it.
 */
@NullMarked
package io.kaniko.core.destination;

import org.jspecify.annotations.NullMarked;
