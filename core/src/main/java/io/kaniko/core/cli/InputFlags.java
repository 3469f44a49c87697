package io.kaniko.core.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is built. */
final class InputFlags {

    static final String DEFAULT_CONTEXT = "/workspace/";

    @Option(
            names = {"--context", "-c"},
            paramLabel = "LOCATION",
            description = "Build context: a directory, dir://PATH, tar://FILE, tar://stdin, https://URL, or what a"
                    + " plugin knows."
                    + " Default: " + DEFAULT_CONTEXT)
    @Nullable
    String context;

    @Option(names = "--context-sub-path", paramLabel = "PATH", description = "The part of the context that is used.")
    @Nullable
    String contextSubPath;

    @Option(
            names = {"--bucket", "-b"},
            paramLabel = "BUCKET",
            hidden = true,
            description = "Google Cloud Storage bucket that holds context.tar.gz. Use --context=gs://BUCKET.")
    @Nullable
    String bucket;

    @Option(
            names = {"--dockerfile", "-f"},
            paramLabel = "PATH",
            description =
                    "Dockerfile: relative to the working directory or to the context, or a URL. Default: Dockerfile")
    String dockerfile = "Dockerfile";

    @Option(
            names = "--build-arg",
            paramLabel = "NAME[=VALUE]",
            description = "Value of an ARG; without a value it is taken from the environment. Repeatable.")
    List<String> buildArguments = new ArrayList<>();

    @Option(
            names = "--target",
            split = ",",
            paramLabel = "STAGE",
            description =
                    "Stage that becomes the image; further ones are built, too. Repeatable. Default: the last stage")
    List<String> targets = new ArrayList<>();

    @Option(
            names = {"--custom-platform", "--customPlatform"},
            paramLabel = "OS/ARCH[/VARIANT]",
            description = "Platform of the image. Default: this machine's")
    @Nullable
    String platform;

    @Option(
            names = "--build-context",
            paramLabel = "NAME=LOCATION",
            description = "A further build context, or what a stage or image name stands for. Repeatable.")
    List<String> buildContexts = new ArrayList<>();

    @Option(
            names = "--git",
            paramLabel = "KEY=VALUE",
            description =
                    "Option of a Git context: branch, single-branch, depth, recurse-submodules, insecure-skip-tls."
                            + " Repeatable, or with commas.")
    List<String> git = new ArrayList<>();

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "Label of the image. Repeatable.")
    List<String> labels = new ArrayList<>();

    @Option(
            names = "--annotation",
            paramLabel = "KEY=VALUE",
            description = "Annotation of the manifest, which then is an OCI one. Repeatable.")
    List<String> annotations = new ArrayList<>();

    @Option(
            names = "--skip-unused-stages",
            description = "Leave out stages that the target does not need; false builds all up to it. Default: true")
    boolean skipUnusedStages = true;

    @Option(
            names = "--check",
            description = "Print what is questionable in the Dockerfile, fail if there is anything, and build nothing.")
    boolean check;

    @Option(
            names = "--dryrun",
            description = "Print the stages and steps that would be built, and build nothing. Asks no registry.")
    boolean dryRun;
}
