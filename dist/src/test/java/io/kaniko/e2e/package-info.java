/**
 * Cases that drive the assembled executor as a process, against real registries, and judge its images with other
 * programs.
 *
 * <p>A topic is a class; what the cases stand on is in {@code rig}. No case is skipped: what the machine lacks is an
 * error that says how to install it.
 */
@NullMarked
package io.kaniko.e2e;

import org.jspecify.annotations.NullMarked;
