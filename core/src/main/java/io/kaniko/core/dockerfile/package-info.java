/**
 * The Dockerfile language: text becomes stages of instructions.
 *
 * <p>What comes in is the text of a Dockerfile; what goes out are records that hold what the author wrote, unexpanded,
 * with the lines it stood on. This room must not know the build: no scopes, no images, no files. It builds only on the
 * word lexer of {@code variables}.
 */
@NullMarked
package io.kaniko.core.dockerfile;

import org.jspecify.annotations.NullMarked;
