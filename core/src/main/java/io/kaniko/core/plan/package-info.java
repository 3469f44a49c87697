/**
 * What has to be built, in what order, from what: a Dockerfile and the user's arguments become a {@link
 * io.kaniko.core.plan.BuildPlan}.
 *
 * <p>Pure: no file is read and no registry asked, so a dry run is just printing the plan. This room must not know how
 * a stage is built.
 */
@NullMarked
package io.kaniko.core.plan;

import org.jspecify.annotations.NullMarked;
