/**
 * The command line: words and environment variables come in, a build request goes out; events and failures come back and
 * go to the terminal as text, colour or JSON.
 *
 * <p>The only room that knows picocli, and the place where all parts are put together. Nothing imports it.
 */
@NullMarked
package io.kaniko.core.cli;

import org.jspecify.annotations.NullMarked;
