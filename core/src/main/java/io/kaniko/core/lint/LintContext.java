package io.kaniko.core.lint;

import io.kaniko.core.oci.Platform;
import io.kaniko.core.variables.GlobalScope;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * What the checks know beside the Dockerfile.
 *
 * @param scope the scope before the first ARG, with the build arguments of this build
 * @param defaults the same without build arguments
 * @param platform what the image is for
 * @param bases what is known of a base image by its expanded name and the platform that was asked for; empty for one
 *     that was not looked at or could not be read: rules that need to know it then say nothing
 * @param built whether a stage, by its number from 0, is one of those to build; of the others only the text is checked,
 *     not what would come out of it
 * @param ignored whether {@code .dockerignore} hides a path of the context; always false where it has exceptions
 * @param override the value of the build argument BUILDKIT_DOCKERFILE_CHECK, which replaces {@code # check=}
 */
public record LintContext(
        GlobalScope scope,
        GlobalScope defaults,
        Platform platform,
        BiFunction<String, Platform, Optional<BaseImage>> bases,
        IntPredicate built,
        Predicate<String> ignored,
        Optional<String> override) {

    /**
     * What is known of a base image.
     *
     * @param environment the names of its variables
     * @param hasShell whether it sets the shell itself
     */
    public record BaseImage(Set<String> environment, boolean hasShell, Optional<Platform> platform) {
        public BaseImage {
            environment = Collections.unmodifiableSet(new LinkedHashSet<>(environment));
        }
    }
}
