package io.kaniko.core.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the image goes, and what is left behind. */
final class OutputFlags {

    @Option(
            names = {"--destination", "-d"},
            paramLabel = "IMAGE",
            description = "Where to push the image: registry/repository:tag. Repeatable. Needed unless --no-push.")
    List<String> destinations = new ArrayList<>();

    @Option(names = "--no-push", description = "Do not push. KANIKO_NO_PUSH overrides it.")
    boolean noPush;

    @Option(
            names = {"--tar-path", "--tarPath"},
            paramLabel = "FILE",
            description = "Write the image as an archive for docker load.")
    @Nullable
    String tarPath;

    @Option(names = "--oci-layout-path", paramLabel = "DIR", description = "Write the image as an OCI image layout.")
    @Nullable
    String ociLayoutPath;

    @Option(
            names = "--digest-file",
            paramLabel = "FILE",
            description = "Write the digest there: a file or an https URL.")
    @Nullable
    String digestFile;

    @Option(
            names = "--image-name-with-digest-file",
            paramLabel = "FILE",
            description = "Write repository@digest of each destination there.")
    @Nullable
    String imageNameWithDigestFile;

    @Option(
            names = "--image-name-tag-with-digest-file",
            paramLabel = "FILE",
            description = "Write repository:tag@digest of each destination there.")
    @Nullable
    String imageNameTagWithDigestFile;

    @Option(
            names = "--image-format",
            paramLabel = "docker|oci",
            description = "Kind of manifest. Default: that of the base image")
    @Nullable
    String imageFormat;

    @Option(names = "--compression", paramLabel = "gzip|zstd", description = "Compression of layers. Default: gzip")
    @Nullable
    String compression;

    @Option(
            names = "--compression-level",
            paramLabel = "N",
            description = "0 does not compress, up to 9 for gzip, 22 for zstd. Default: a fast one, 2 or 3")
    int compressionLevel = -1;

    @Option(
            names = "--reproducible",
            description =
                    "Two builds of the same input give the same image: times are those of SOURCE_DATE_EPOCH, or 1970.")
    boolean reproducible;

    @Option(names = "--push-retry", paramLabel = "N", description = "Further attempts to push. Default: 0")
    int pushRetry;

    @Option(
            names = "--push-ignore-immutable-tag-errors",
            description = "A tag that exists and is immutable counts as pushed.")
    boolean pushIgnoreImmutableTagErrors;

    @Option(
            names = "--skip-push-permission-check",
            description = "Do not ask before the build whether pushing is allowed.")
    boolean skipPushPermissionCheck;

    @Option(
            names = "--cleanup",
            description = "Does nothing: a build never leaves files behind. KANIKO_CLEANUP sets it.")
    boolean cleanup;

    @Option(
            names = "--pre-cleanup",
            description = "Does nothing: a build begins in an empty directory of its own. KANIKO_PRE_CLEANUP sets it.")
    boolean preCleanup;

    @Option(
            names = "--preserve-context",
            description = "Does nothing: a build never changes its context. KANIKO_PRESERVE_CONTEXT sets it.")
    boolean preserveContext;

    @Option(
            names = "--materialize",
            description = "Does nothing: a stage's files are gone when the build ends, however they came.")
    boolean materialize;

    @Option(names = "--force-build-metadata", description = "Does nothing: metadata steps always take part.")
    boolean forceBuildMetadata;
}
