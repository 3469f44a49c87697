package io.kaniko.core.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How changes become layers, and where known layers are found. */
final class LayerFlags {

    String snapshotMode = "full";
    boolean singleSnapshot;
    boolean useNewRun;
    List<String> ignoredPaths = new ArrayList<>();
    boolean ignoreVarRun = true;
    boolean cache;

    @Nullable
    String cacheRepository;

    String cacheDirectory = "/cache";
    Duration cacheTtl = Duration.ofHours(336);
    boolean cacheCopyLayers;
    boolean cacheRunLayers = true;
    boolean noPushCache;
    boolean compressedCaching = true;
    int imageFsExtractRetry;

    /** In the order of the help. */
    List<Flag> flags() {
        return List.of(
                Flag.of("--snapshot-mode", "--snapshotMode")
                        .meaning("How changes of a RUN are found: full, or what a plugin knows. Default: full")
                        .taking("MODE", value -> snapshotMode = value),
                Flag.of("--single-snapshot").meaning("One layer per stage.").switching(value -> singleSnapshot = value),
                Flag.of("--use-new-run")
                        .meaning("Does nothing: changes are always found by metadata first.")
                        .switching(value -> useNewRun = value),
                Flag.of("--ignore-path")
                        .meaning("An absolute path that is never part of a layer; its parts may be patterns."
                                + " Repeatable.")
                        .taking("PATH", ignoredPaths::add),
                Flag.of("--ignore-var-run", "--whitelist-var-run")
                        .meaning(
                                "Does nothing: stages have a root of their own, so nothing of the executor lies there.")
                        .switching(value -> ignoreVarRun = value),
                Flag.of("--cache").meaning("Use and fill the layer cache.").switching(value -> cache = value),
                Flag.of("--cache-repo")
                        .meaning("Where cached layers are, or oci:DIR. Default: the first destination, with /cache")
                        .taking("REPOSITORY", value -> cacheRepository = value),
                Flag.of("--cache-dir")
                        .meaning("Base images that warmer put there. Default: /cache")
                        .taking("DIR", value -> cacheDirectory = value),
                Flag.of("--cache-ttl")
                        .meaning("How long cached layers count, as 336h or 30m. Default: 336h")
                        .taking("DURATION", value -> cacheTtl = GoDuration.parse(value)),
                Flag.of("--cache-copy-layers")
                        .meaning("Cache layers of COPY and ADD, too.")
                        .switching(value -> cacheCopyLayers = value),
                Flag.of("--cache-run-layers")
                        .meaning("Cache layers of RUN. Default: true")
                        .switching(value -> cacheRunLayers = value),
                Flag.of("--no-push-cache")
                        .meaning("Read the layer cache and do not fill it.")
                        .switching(value -> noPushCache = value),
                Flag.of("--compressed-caching")
                        .meaning("Does nothing: layers are never held in memory. Default: true")
                        .switching(value -> compressedCaching = value),
                Flag.of("--image-fs-extract-retry")
                        .meaning("Further attempts to unpack a base image.")
                        .taking("N", value -> imageFsExtractRetry = Flag.number(value)));
    }
}
