package io.kaniko.core.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the image goes, and what is left behind. */
final class OutputFlags {

    List<String> destinations = new ArrayList<>();
    boolean noPush;

    @Nullable
    String tarPath;

    @Nullable
    String ociLayoutPath;

    @Nullable
    String digestFile;

    @Nullable
    String imageNameWithDigestFile;

    @Nullable
    String imageNameTagWithDigestFile;

    @Nullable
    String imageFormat;

    @Nullable
    String compression;

    int compressionLevel = -1;
    boolean reproducible;
    int pushRetry;
    boolean pushIgnoreImmutableTagErrors;
    boolean skipPushPermissionCheck;
    boolean cleanup;
    boolean preCleanup;
    boolean preserveContext;
    boolean materialize;
    boolean forceBuildMetadata;

    /** In the order of the help. */
    List<Flag> flags() {
        return List.of(
                Flag.of("--destination", "-d")
                        .meaning("Where to push the image: registry/repository:tag. Repeatable. Needed unless"
                                + " --no-push.")
                        .taking("IMAGE", destinations::add),
                Flag.of("--no-push")
                        .meaning("Do not push. KANIKO_NO_PUSH overrides it.")
                        .switching(value -> noPush = value),
                Flag.of("--tar-path", "--tarPath")
                        .meaning("Write the image as an archive for docker load.")
                        .taking("FILE", value -> tarPath = value),
                Flag.of("--oci-layout-path")
                        .meaning("Write the image as an OCI image layout.")
                        .taking("DIR", value -> ociLayoutPath = value),
                Flag.of("--digest-file")
                        .meaning("Write the digest there: a file or an https URL.")
                        .taking("FILE", value -> digestFile = value),
                Flag.of("--image-name-with-digest-file")
                        .meaning("Write repository@digest of each destination there.")
                        .taking("FILE", value -> imageNameWithDigestFile = value),
                Flag.of("--image-name-tag-with-digest-file")
                        .meaning("Write repository:tag@digest of each destination there.")
                        .taking("FILE", value -> imageNameTagWithDigestFile = value),
                Flag.of("--image-format")
                        .meaning("Kind of manifest. Default: that of the base image")
                        .taking("docker|oci", value -> imageFormat = value),
                Flag.of("--compression")
                        .meaning("Compression of layers. Default: gzip")
                        .taking("gzip|zstd", value -> compression = value),
                Flag.of("--compression-level")
                        .meaning("Level of compression. Default: the codec's")
                        .taking("N", value -> compressionLevel = Flag.number(value)),
                Flag.of("--reproducible")
                        .meaning("Two builds of the same input give the same image: times are those of"
                                + " SOURCE_DATE_EPOCH, or 1970.")
                        .switching(value -> reproducible = value),
                Flag.of("--push-retry")
                        .meaning("Further attempts to push. Default: 0")
                        .taking("N", value -> pushRetry = Flag.number(value)),
                Flag.of("--push-ignore-immutable-tag-errors")
                        .meaning("A tag that exists and is immutable counts as pushed.")
                        .switching(value -> pushIgnoreImmutableTagErrors = value),
                Flag.of("--skip-push-permission-check")
                        .meaning("Do not ask before the build whether pushing is allowed.")
                        .switching(value -> skipPushPermissionCheck = value),
                Flag.of("--cleanup")
                        .meaning("Does nothing outside of root isolation: a build never leaves files behind."
                                + " KANIKO_CLEANUP sets it.")
                        .switching(value -> cleanup = value),
                Flag.of("--pre-cleanup")
                        .meaning("Does nothing outside of root isolation. KANIKO_PRE_CLEANUP sets it.")
                        .switching(value -> preCleanup = value),
                Flag.of("--preserve-context")
                        .meaning("Does nothing: a build never changes its context. KANIKO_PRESERVE_CONTEXT sets it.")
                        .switching(value -> preserveContext = value),
                Flag.of("--materialize")
                        .meaning("Unpack the final file system even when every layer was cached.")
                        .switching(value -> materialize = value),
                Flag.of("--force-build-metadata")
                        .meaning("Does nothing: metadata steps always take part.")
                        .switching(value -> forceBuildMetadata = value));
    }
}
