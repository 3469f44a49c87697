package io.kaniko.context.git;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextRequest;
import java.util.Optional;

/**
 * One fetch: what is asked for, put together from the location, the options and the environment.
 *
 * @param remote where it is fetched from; not the location's own where {@code git://} stands for another protocol
 */
record Task(ContextRequest request, GitLocation location, GitSettings settings, Remote remote) {

    /** @throws BuildException when the location or an option cannot be meant */
    static Task of(ContextRequest request) {
        try {
            GitSettings settings = GitSettings.of(request);
            GitLocation location = GitLocation.parse(request.location());
            if (settings.checksum().isPresent()) {
                location = location.withChecksum(settings.checksum().get());
            }
            boolean other = location.remote().scheme().equals("git")
                    && !settings.pullMethod().equals("git");
            Remote remote = other ? location.remote().by(settings.pullMethod()) : location.remote();
            return new Task(request, location, settings, remote);
        } catch (IllegalArgumentException e) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    what(request, "") + e.getMessage() + ".",
                    Optional.of("Write https://host/path.git#ref:directory, git://host/path#ref#commit or"
                            + " git@host:path.git#ref."),
                    e);
        }
    }

    /** The name that is fetched: that of {@code --git branch=}, else the location's. */
    Optional<String> ref() {
        return settings.branch().or(location::ref);
    }

    boolean submodules() {
        return settings.submodules().or(location::submodules).orElse(true);
    }

    /** Where a part counts alone, its repository is not part of it. */
    boolean keepsGitDirectory() {
        return location.subdirectory().isEmpty()
                && settings.keepGitDirectory().or(location::keepGitDirectory).orElse(false);
    }

    /** @param submodule its path, empty for the repository itself */
    BuildException refused(String submodule, String reason, String remedy) {
        return new BuildException(BuildException.Kind.USER, what(submodule) + reason + ".", remedy);
    }

    GitFailure failure(Remote from, String submodule, Connections connections) {
        boolean loggedIn = connections.login(from).isKnown();
        boolean gitStandsForHttps =
                submodule.isEmpty() && !from.scheme().equals(location.remote().scheme());
        return new GitFailure(what(submodule), from, loggedIn, gitStandsForHttps);
    }

    String what(String submodule) {
        return what(request, submodule);
    }

    private static String what(ContextRequest request, String submodule) {
        return "Cannot fetch the repository \"" + request.location() + "\""
                + (submodule.isEmpty() ? ": " : ", submodule " + submodule + ": ");
    }

    @Override
    public String toString() {
        return "Task[" + location + "]";
    }
}
