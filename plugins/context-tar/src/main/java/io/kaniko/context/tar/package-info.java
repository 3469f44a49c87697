/**
 * Build contexts that are archives: files of this machine, or what comes through standard input.
 *
 * <p>What comes in is a path or {@code stdin}; what goes out is the stream of the archive. This plugin does not look into
 * it: core recognises the compression and unpacks.
 */
@NullMarked
package io.kaniko.context.tar;

import org.jspecify.annotations.NullMarked;
