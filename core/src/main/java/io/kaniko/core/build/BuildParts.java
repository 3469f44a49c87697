package io.kaniko.core.build;

import io.kaniko.core.context.ContextFetcher;
import io.kaniko.core.context.DockerfileFinder;
import io.kaniko.core.destination.Publisher;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.registry.Registries;
import io.kaniko.core.snapshot.Snapshots;
import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a build is put together from.
 *
 * @param environment the executor's own; secrets and Cloud Build's outputs are read from it
 */
public record BuildParts(
        ContextFetcher contexts,
        DockerfileFinder dockerfiles,
        Registries registries,
        Snapshots snapshots,
        Publisher publisher,
        BlobStore blobs,
        Workspace workspace,
        RunPremises premises,
        EventSink events,
        Map<String, String> environment,
        Clock clock) {

    public BuildParts {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /** The environment may hold secrets. */
    @Override
    public String toString() {
        return "BuildParts[" + workspace + "]";
    }
}
