/**
 * Images as values: configuration, manifest, index, and the two families of media types.
 *
 * <p>JSON of registries and archives comes in, checked values go out, and back again to the byte. This room must not
 * know where an image comes from or goes to.
 */
@NullMarked
package io.kaniko.core.image;

import org.jspecify.annotations.NullMarked;
