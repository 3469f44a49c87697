package io.kaniko.core.build;

import io.kaniko.core.context.ContextFetcher;
import io.kaniko.spi.ContextLocation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a build asks of Git contexts beyond their location, in the words of the context source {@code git}. */
final class GitOptions {

    private static final String KEEP_GIT_DIRECTORY = "keep-git-dir";
    private static final String CHECKSUM = "checksum";
    private static final String PULL_METHOD = "pull-method";
    private static final String KEEP_ARGUMENT = "BUILDKIT_CONTEXT_KEEP_GIT_DIR";
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");

    private final ContextFetcher contexts;
    private final boolean keepGitDirectory;

    GitOptions(ContextFetcher contexts, BuildRequest.Input input) {
        this.contexts = contexts;
        this.keepGitDirectory = TRUE.contains(input.buildArguments().getOrDefault(KEEP_ARGUMENT, ""));
    }

    /** For {@code --context}: what {@code --git} says, and whether a build argument wants to keep {@code .git}. */
    Map<String, String> ofContext(ContextLocation location, Map<String, String> given) {
        Map<String, String> options = new LinkedHashMap<>(given);
        if (keepGitDirectory && contexts.hasOption(location, KEEP_GIT_DIRECTORY)) {
            options.put(KEEP_GIT_DIRECTORY, "true");
        }
        return options;
    }

    /** For {@code --build-context}, which is BuildKit's: there {@code git://} is Git's own protocol. */
    Map<String, String> ofNamedContext(ContextLocation location) {
        return asWritten(location, ofContext(location, Map.of()));
    }

    /** For ADD. */
    Map<String, String> ofAdd(ContextLocation location, Optional<Boolean> keep, Optional<String> checksum) {
        Map<String, String> options = new LinkedHashMap<>();
        keep.ifPresent(value -> options.put(KEEP_GIT_DIRECTORY, value.toString()));
        checksum.ifPresent(value -> options.put(CHECKSUM, value));
        return asWritten(location, options);
    }

    private Map<String, String> asWritten(ContextLocation location, Map<String, String> options) {
        if (location.scheme().equals(Optional.of("git")) && contexts.hasOption(location, PULL_METHOD)) {
            options.put(PULL_METHOD, "git");
        }
        return options;
    }
}
