package io.kaniko.core.build;

import io.kaniko.core.context.ContextDirectory;
import io.kaniko.core.context.ContextFetcher;
import io.kaniko.core.plan.NamedContext;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Fetches the files that a {@code --build-context} names, once. */
final class NamedContexts {

    private final ContextFetcher fetcher;
    private final GitOptions options;
    private final Workspace workspace;
    private final Map<NamedContext.Files, ContextDirectory> fetched = new HashMap<>();

    NamedContexts(ContextFetcher fetcher, GitOptions options, Workspace workspace) {
        this.fetcher = fetcher;
        this.options = options;
        this.workspace = workspace;
    }

    /**
     * The context's files; what its own {@code .dockerignore} hides is among them.
     *
     * @throws BuildException when nobody knows such locations, or they lead nowhere
     */
    synchronized ContextDirectory directory(NamedContext.Files context) throws IOException {
        ContextDirectory known = fetched.get(context);
        if (known == null) {
            if (!fetcher.takes(context.location())) {
                throw new BuildException(
                        BuildException.Kind.USER,
                        "Cannot use the build context " + context.name() + "=" + context.location()
                                + ": nothing here takes such locations.",
                        Optional.of("Images are named " + NamedContext.IMAGE_FORMS + ". "
                                + fetcher.knownLocations(context.location())),
                        null);
            }
            known = fetcher.fetch(
                    context.location(),
                    options.ofNamedContext(context.location()),
                    Optional.empty(),
                    workspace.scratch());
            fetched.put(context, known);
        }
        return known;
    }
}
