/**
 * Finds the plugins: directories with jars, zips and unpacked plugins come in, extensions by kind go out.
 *
 * <p>The only room that knows pf4j, whose forgiving ways it makes strict: what cannot be loaded stops the program with the
 * file's name, the reason and the remedy. It imports nothing but the SPI, and only the command line imports it.
 */
@NullMarked
package io.kaniko.core.plugin;

import org.jspecify.annotations.NullMarked;
