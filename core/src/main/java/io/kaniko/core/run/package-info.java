/**
 * Starts the process of a RUN instruction inside a stage root and waits for its end.
 *
 * <p>What comes in is a {@link io.kaniko.core.run.RunCommand}: a stage root, arguments, environment, user and mounts,
 * all decided elsewhere; what goes out is the process's output while it runs and its exit code. This package must not
 * know Dockerfiles, images, caches or snapshots, and leaves nothing behind in the stage root that the process did not
 * write.
 */
@NullMarked
package io.kaniko.core.run;

import org.jspecify.annotations.NullMarked;
