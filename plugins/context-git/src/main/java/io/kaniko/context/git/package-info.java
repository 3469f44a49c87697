/**
 * Build contexts that are Git repositories, over HTTP, SSH or Git's own protocol.
 *
 * <p>What comes in is a location as kaniko or Docker writes it; what goes out is a directory with the files of one commit,
 * as {@code git checkout} would put them there. This plugin runs no program, reads nobody's Git configuration, and must
 * not know what a build does with the files.
 */
@NullMarked
package io.kaniko.context.git;

import org.jspecify.annotations.NullMarked;
