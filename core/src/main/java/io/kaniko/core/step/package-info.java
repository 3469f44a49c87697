/**
 * Steps: what each instruction does to a stage.
 *
 * <p>An instruction and the stage's state come in, the next state and what to tell the layer writer go out. This room
 * must not know the order of stages, the cache, or where the image goes.
 */
@NullMarked
package io.kaniko.core.step;

import org.jspecify.annotations.NullMarked;
