/**
 * The promise to plugin authors: three extension points, the values they take and return, and one exception.
 *
 * <p>What comes in is a request of core; what goes out is a fact: where the build context lies, which credentials a
 * registry wants, which paths a step has changed. This package must not know core, and depends on nothing but the JDK,
 * pf4j's marker interface and the null annotations.
 */
@NullMarked
package io.kaniko.spi;

import org.jspecify.annotations.NullMarked;
