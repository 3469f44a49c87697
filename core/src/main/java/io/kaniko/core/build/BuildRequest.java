package io.kaniko.core.build;

import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.plan.NamedContext;
import io.kaniko.core.run.Entitlement;
import io.kaniko.core.run.HostAddress;
import io.kaniko.spi.ContextLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that a user says about one build.
 *
 * @param input what is built
 * @param run how RUN steps are run
 * @param layers how layers are found and written
 * @param output where the image goes
 */
public record BuildRequest(Input input, Run run, Layers layers, Output output) {

    /**
     * What is built.
     *
     * @param contextOptions what is asked of the context's source beyond the location ({@code --git})
     * @param contextSubPath the part of the context that counts
     * @param dockerfile as given: a path relative to the working directory or to the context, or a URL
     * @param buildArguments values already taken from the environment where only a name was given
     * @param targets stage names; the first is the image; empty is the last stage
     * @param buildContexts every {@code --build-context}
     * @param skipUnusedStages whether stages that the target does not need are left out
     */
    public record Input(
            ContextLocation context,
            Map<String, String> contextOptions,
            Optional<String> contextSubPath,
            String dockerfile,
            Map<String, String> buildArguments,
            List<String> targets,
            Platform platform,
            List<NamedContext> buildContexts,
            boolean skipUnusedStages) {

        public Input {
            contextOptions = ordered(contextOptions);
            buildArguments = ordered(buildArguments);
            targets = List.copyOf(targets);
            buildContexts = List.copyOf(buildContexts);
        }

        /** Build arguments may hold secrets. */
        @Override
        public String toString() {
            return "Input[" + context + ", " + dockerfile + "]";
        }
    }

    /**
     * How RUN steps are run.
     *
     * @param isolation {@code auto} or a name
     * @param extraHosts lines of /etc/hosts
     * @param secrets by id
     * @param agentSockets paths of SSH agents' sockets by id
     * @param allowed what RUN steps may ask for beyond what all of them get
     * @param parallelStages how many steps may run at once, at least 1
     */
    public record Run(
            String isolation,
            List<HostAddress> extraHosts,
            Map<String, Secret> secrets,
            Map<String, Path> agentSockets,
            Set<Entitlement> allowed,
            int parallelStages) {

        public Run {
            extraHosts = List.copyOf(extraHosts);
            secrets = ordered(secrets);
            agentSockets = ordered(agentSockets);
            allowed = Set.copyOf(allowed);
        }
    }

    /** Where the value of a {@code --secret} comes from. */
    public sealed interface Secret {
        record FromFile(Path file) implements Secret {}

        record FromVariable(String name) implements Secret {}
    }

    /**
     * How layers are found and written.
     *
     * @param snapshotTimeout how long one look at a stage's files may take
     * @param singleSnapshot whether a stage has one layer, not one a step
     * @param compression {@code gzip} or {@code zstd}
     * @param compressionLevel 0 does not compress, -1 is the codec's default
     * @param ignoredPaths absolute paths that never are part of a layer; components may be globs
     * @param sourceDate the time that layers and configuration are clamped to, unless SOURCE_DATE_EPOCH says another
     */
    public record Layers(
            String snapshotMode,
            Duration snapshotTimeout,
            boolean singleSnapshot,
            String compression,
            int compressionLevel,
            List<String> ignoredPaths,
            Optional<Instant> sourceDate) {

        public Layers {
            ignoredPaths = List.copyOf(ignoredPaths);
        }
    }

    /**
     * Where the image goes.
     *
     * @param destinations registries; names inside the archives, too
     * @param push whether the destinations are pushed to
     * @param imageFormat {@code oci}, {@code docker}, or empty for the base image's own
     * @param digestFile a path or an https URL
     */
    public record Output(
            List<ImageReference> destinations,
            boolean push,
            Optional<Path> tarPath,
            Optional<Path> ociLayoutPath,
            Optional<String> imageFormat,
            Map<String, String> labels,
            Map<String, String> annotations,
            Optional<String> digestFile,
            Optional<Path> imageNameWithDigestFile,
            Optional<Path> imageNameTagWithDigestFile) {

        public Output {
            destinations = List.copyOf(destinations);
            labels = ordered(labels);
            annotations = ordered(annotations);
        }
    }

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
