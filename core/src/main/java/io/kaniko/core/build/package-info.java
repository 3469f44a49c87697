/**
 * Composes a build: the context, the plan, the stages in parallel, the image, its destinations.
 *
 * <p>A {@link io.kaniko.core.build.BuildRequest} comes in, a {@link io.kaniko.core.build.BuildResult} goes out. This
 * room decides nothing small: what an instruction does is the step room's, what a stage needs is the plan's.
 */
@NullMarked
package io.kaniko.core.build;

import org.jspecify.annotations.NullMarked;
