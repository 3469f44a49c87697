/**
 * What the end-to-end cases stand on: the executor as a process, registries, base images, readers of images.
 *
 * <p>Everything here is a real program of the machine, found on the PATH; nothing imports the product's classes. What is
 * started here is stopped here, and a {@link io.kaniko.e2e.rig.Workbench} checks after each case that nothing stayed.
 */
@NullMarked
package io.kaniko.e2e.rig;

import org.jspecify.annotations.NullMarked;
