/**
 * The tar format, byte for byte, and the compressions around it.
 *
 * <p>A stream of any tar dialect comes in and leaves as entries with their content; entries come in and leave as a PAX
 * archive whose bytes depend on nothing but the entries. This room must not know what a layer is, nor touch the file
 * system: it works on streams.
 */
@NullMarked
package io.kaniko.core.tar;

import org.jspecify.annotations.NullMarked;
