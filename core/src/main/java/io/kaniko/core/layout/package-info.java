/**
 * OCI layouts: directories with an {@code index.json} and blobs (image-spec, image-layout.md).
 *
 * <p>A directory, a tag or digest, and a platform come in; an image without its layers' bytes goes out, and blobs go into
 * a blob store. This room only reads, and knows nothing of builds.
 */
@NullMarked
package io.kaniko.core.layout;

import org.jspecify.annotations.NullMarked;
