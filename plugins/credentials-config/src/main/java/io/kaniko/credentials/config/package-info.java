/**
 * Registry credentials as docker and podman keep them: {@code config.json}, {@code auth.json}, and programs called
 * {@code docker-credential-*}.
 *
 * <p>What comes in is a repository; what goes out is what the user once stored for it. This plugin talks to no registry,
 * remembers nothing, and puts no secret into a text.
 */
@NullMarked
package io.kaniko.credentials.config;

import org.jspecify.annotations.NullMarked;
