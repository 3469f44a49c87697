package io.kaniko.core.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How changes become layers, and where known layers are found. */
final class LayerFlags {

    @Option(
            names = {"--snapshot-mode", "--snapshotMode"},
            paramLabel = "MODE",
            description =
                    "How changes of a RUN are found: full, redo, time, overlay (only where stage roots are overlays),"
                            + " auto (overlay or else full), or what a plugin knows. Default: full")
    String snapshotMode = "full";

    @Option(names = "--single-snapshot", description = "One layer per stage, of what all of its steps have changed.")
    boolean singleSnapshot;

    @Option(
            names = "--use-new-run",
            description = "Does nothing: in kaniko it keeps a RUN from rehashing all files, which no RUN does here.")
    boolean useNewRun;

    @Option(
            names = "--ignore-path",
            paramLabel = "PATH",
            description = "An absolute path that no step's layer has; its parts may be patterns. Repeatable.")
    List<String> ignoredPaths = new ArrayList<>();

    @Option(
            names = {"--ignore-var-run", "--whitelist-var-run"},
            description = "Leave /var/run out of layers, as --ignore-path=/var/run does. Default: false")
    boolean ignoreVarRun;

    @Option(
            names = "--cache",
            description =
                    "Use and fill the layer cache. Refused: this version has none yet; the flags that follow wait for"
                            + " it.")
    boolean cache;

    @Option(
            names = "--cache-repo",
            paramLabel = "REPOSITORY",
            description = "Where cached layers are, or oci:DIR. Default: the first destination, with /cache")
    @Nullable
    String cacheRepository;

    @Option(
            names = "--cache-dir",
            paramLabel = "DIR",
            description = "Where the caches of RUN --mount=type=cache live on, if it is given. Default: /cache")
    String cacheDirectory = "/cache";

    @Option(
            names = "--cache-ttl",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long cached layers count, as 336h or 30m. Default: 336h")
    java.time.Duration cacheTtl = java.time.Duration.ofHours(336);

    @Option(names = "--cache-copy-layers", description = "Cache layers of COPY and ADD, too.")
    boolean cacheCopyLayers;

    @Option(names = "--cache-run-layers", description = "Cache layers of RUN. Default: true")
    boolean cacheRunLayers = true;

    @Option(names = "--no-push-cache", description = "Read the layer cache and do not fill it.")
    boolean noPushCache;

    @Option(
            names = "--compressed-caching",
            description = "Does nothing: layers are never held in memory. Default: true")
    boolean compressedCaching = true;

    @Option(
            names = "--image-fs-extract-retry",
            paramLabel = "N",
            description = "Further attempts to unpack a base image.")
    int imageFsExtractRetry;
}
