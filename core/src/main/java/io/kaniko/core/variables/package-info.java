/**
 * Variables of a Dockerfile: expanding words, and what ARG and ENV make visible where.
 *
 * <p>What comes in is text as the author wrote it and the variables known at that point; what goes out is expanded
 * text, or the next scope. Pure values: this room knows nothing of instructions, images or files, and the Dockerfile
 * parser builds on its word lexer.
 */
@NullMarked
package io.kaniko.core.variables;

import org.jspecify.annotations.NullMarked;
