/**
 * Build checks: what in a Dockerfile works but is probably not meant.
 *
 * <p>A Dockerfile and what is known of its base images come in, warnings go out; rules, texts and addresses are
 * BuildKit's. This room must not know images or the build: it never fails one, and what is truly wrong is somebody
 * else's error.
 */
@NullMarked
package io.kaniko.core.lint;

import org.jspecify.annotations.NullMarked;
