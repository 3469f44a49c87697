package io.kaniko.context.git;

import io.kaniko.spi.ContextRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What is asked of a fetch beyond the location: the options of {@code --git} and of ADD, and the environment.
 *
 * @param branch a branch or tag that counts instead of the location's ref
 * @param everyBranch whether the other branches come along; it shows only in a {@code .git} that is kept
 * @param depth how many commits of history come along; empty is all
 * @param pullMethod the protocol that {@code git://} stands for
 */
record GitSettings(
        Optional<String> branch,
        boolean everyBranch,
        OptionalInt depth,
        Optional<Boolean> submodules,
        Optional<Boolean> keepGitDirectory,
        Optional<String> checksum,
        boolean anyCertificate,
        String pullMethod) {

    private static final String BRANCH = "branch";
    private static final String SINGLE_BRANCH = "single-branch";
    private static final String DEPTH = "depth";
    private static final String SUBMODULES = "recurse-submodules";
    private static final String ANY_CERTIFICATE = "insecure-skip-tls";
    private static final String KEEP_GIT_DIRECTORY = "keep-git-dir";
    private static final String CHECKSUM = "checksum";
    private static final String PULL_METHOD = "pull-method";

    static final Set<String> NAMES = Set.of(
            BRANCH, SINGLE_BRANCH, DEPTH, SUBMODULES, ANY_CERTIFICATE, KEEP_GIT_DIRECTORY, CHECKSUM, PULL_METHOD);

    /** As in BuildKit, the history is left out unless somebody asks for it. */
    private static final int USUAL_DEPTH = 1;

    /** @throws IllegalArgumentException with the reason when a value cannot be meant */
    static GitSettings of(ContextRequest request) {
        Map<String, String> given = new LinkedHashMap<>(request.options());
        given.values().removeIf(String::isEmpty);
        String method = given.getOrDefault(PULL_METHOD, "");
        if (method.isEmpty()) {
            method = request.environment().getOrDefault("GIT_PULL_METHOD", "");
        }
        if (method.isEmpty()) {
            method = "https";
        }
        if (!Set.of("https", "http", "git").contains(method)) {
            throw new IllegalArgumentException("GIT_PULL_METHOD must be https, http or git, not \"" + method + "\"");
        }
        int depth = depth(given.getOrDefault(DEPTH, Integer.toString(USUAL_DEPTH)));
        return new GitSettings(
                Optional.ofNullable(given.get(BRANCH)),
                given.containsKey(SINGLE_BRANCH) && !truth(SINGLE_BRANCH, given),
                depth == 0 ? OptionalInt.empty() : OptionalInt.of(depth),
                given.containsKey(SUBMODULES) ? Optional.of(truth(SUBMODULES, given)) : Optional.empty(),
                given.containsKey(KEEP_GIT_DIRECTORY)
                        ? Optional.of(truth(KEEP_GIT_DIRECTORY, given))
                        : Optional.empty(),
                Optional.ofNullable(given.get(CHECKSUM)),
                given.containsKey(ANY_CERTIFICATE) && truth(ANY_CERTIFICATE, given),
                method);
    }

    private static int depth(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("depth must be a number of commits, 0 for all, not \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }

    private static boolean truth(String name, Map<String, String> given) {
        return switch (given.get(name)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException(name + " must be true or false, not \"" + given.get(name) + "\"");
        };
    }
}
