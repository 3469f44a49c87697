/**
 * Linux, called through {@code java.lang.foreign}: everything about files that the JDK cannot say, and names as bytes.
 *
 * <p>What comes in is a host path as text, in which bytes that are not UTF-8 appear as U+DC80 to U+DCFF; what goes out
 * is what the kernel answered, as values of the SPI, streams and exceptions. This package must not know images, layers
 * or stage roots: it does what it is told to the path it is told.
 */
@NullMarked
package io.kaniko.core.nativeio;

import org.jspecify.annotations.NullMarked;
