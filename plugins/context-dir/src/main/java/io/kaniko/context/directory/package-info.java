/**
 * Build contexts that are directories of this machine.
 *
 * <p>What comes in is a path; what goes out is that directory, to be used in place. This plugin reads no file of it.
 */
@NullMarked
package io.kaniko.context.directory;

import org.jspecify.annotations.NullMarked;
