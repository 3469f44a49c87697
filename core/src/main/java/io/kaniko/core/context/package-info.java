/**
 * The build context: where it comes from, and which of its files count.
 *
 * <p>What comes in is what the user named (a location, a Dockerfile, patterns); what goes out is a directory with its
 * ignore rules, and the Dockerfile's text. This room must not know instructions, stages or the protocols by which
 * contexts travel: those are plugins.
 */
@NullMarked
package io.kaniko.core.context;

import org.jspecify.annotations.NullMarked;
