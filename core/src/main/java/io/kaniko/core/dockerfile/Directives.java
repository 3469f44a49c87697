package io.kaniko.core.dockerfile;

import java.util.Optional;

/**
 * The parser directives at the top of a Dockerfile.
 *
 * @param escape the escape character, a backslash or a backtick
 * @param syntax the value of {@code # syntax=}, which this builder does not follow
 * @param check the value of {@code # check=}
 */
public record Directives(char escape, Optional<String> syntax, Optional<String> check) {}
