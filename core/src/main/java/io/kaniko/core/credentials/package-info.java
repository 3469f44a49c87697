/**
 * Which credentials a registry gets.
 *
 * <p>What comes in are the credential plugins and a repository; what goes out are their answers, in the configured
 * order, and an account of who was asked. This room must not know how a registry is talked to, and no secret may leave
 * it in a text.
 */
@NullMarked
package io.kaniko.core.credentials;

import org.jspecify.annotations.NullMarked;
