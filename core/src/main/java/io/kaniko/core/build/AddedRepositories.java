package io.kaniko.core.build;

import io.kaniko.core.context.ContextDirectory;
import io.kaniko.core.context.ContextFetcher;
import io.kaniko.spi.ContextLocation;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The repositories that ADD names, each fetched once for a build. */
final class AddedRepositories {

    private final ContextFetcher fetcher;
    private final GitOptions options;
    private final Workspace workspace;
    private final Map<Wanted, ContextDirectory> fetched = new HashMap<>();

    AddedRepositories(ContextFetcher fetcher, GitOptions options, Workspace workspace) {
        this.fetcher = fetcher;
        this.options = options;
        this.workspace = workspace;
    }

    private record Wanted(ContextLocation location, Map<String, String> options) {}

    synchronized ContextDirectory get(String address, Optional<Boolean> keepGitDirectory, Optional<String> checksum)
            throws IOException {
        ContextLocation location = new ContextLocation(address);
        Wanted wanted = new Wanted(location, options.ofAdd(location, keepGitDirectory, checksum));
        ContextDirectory known = fetched.get(wanted);
        if (known == null) {
            known = fetcher.fetch(location, wanted.options(), Optional.empty(), workspace.scratch());
            fetched.put(wanted, known);
        }
        return known;
    }
}
