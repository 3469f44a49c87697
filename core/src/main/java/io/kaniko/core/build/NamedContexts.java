package io.kaniko.core.build;

import io.kaniko.core.context.BuildContext;
import io.kaniko.core.context.ContextFetcher;
import io.kaniko.core.plan.StageSource;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What {@code --build-context} names: directories and archives by any context plugin, and images. */
final class NamedContexts {

    private static final String IMAGE = "docker-image://";

    private final ContextFetcher fetcher;
    private final GitOptions options;
    private final Workspace workspace;
    private final Map<String, BuildContext> fetched = new HashMap<>();

    NamedContexts(ContextFetcher fetcher, GitOptions options, Workspace workspace) {
        this.fetcher = fetcher;
        this.options = options;
        this.workspace = workspace;
    }

    static boolean isImage(StageSource.NamedContext context) {
        return context.value().startsWith(IMAGE);
    }

    static String imageName(StageSource.NamedContext context) {
        return context.value().substring(IMAGE.length());
    }

    /** The context's files, fetched once. */
    synchronized BuildContext directory(StageSource.NamedContext context) throws IOException, InterruptedException {
        if (context.value().startsWith("oci-layout://")) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "the context " + context.name() + " is an OCI layout, which is not available yet as a context",
                    "Push the image to a registry and use docker-image://, or give a directory.");
        }
        BuildContext known = fetched.get(context.name());
        if (known == null) {
            ContextLocation location = new ContextLocation(context.value());
            known = fetcher.fetch(location, options.ofNamedContext(location), Optional.empty(), workspace.scratch())
                    .withOwnIgnoreFile();
            fetched.put(context.name(), known);
        }
        return known;
    }
}
