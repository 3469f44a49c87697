package io.kaniko.core.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is built. */
final class InputFlags {

    static final String DEFAULT_CONTEXT = "/workspace/";

    @Nullable
    String context;

    @Nullable
    String contextSubPath;

    @Nullable
    String bucket;

    String dockerfile = "Dockerfile";
    List<String> buildArguments = new ArrayList<>();
    List<String> targets = new ArrayList<>();

    @Nullable
    String platform;

    List<String> buildContexts = new ArrayList<>();
    List<String> git = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    List<String> annotations = new ArrayList<>();
    boolean skipUnusedStages;
    boolean check;
    boolean dryRun;

    /** In the order of the help. */
    List<Flag> flags() {
        return List.of(
                Flag.of("--context", "-c")
                        .meaning("Build context: a directory, dir://PATH, tar://FILE, tar://stdin, or what a plugin"
                                + " knows. Default: " + DEFAULT_CONTEXT)
                        .taking("LOCATION", value -> context = value),
                Flag.of("--context-sub-path")
                        .meaning("The part of the context that is used.")
                        .taking("PATH", value -> contextSubPath = value),
                Flag.hidden("--bucket", "-b")
                        .meaning("Google Cloud Storage bucket that holds context.tar.gz. Use --context=gs://BUCKET.")
                        .taking("BUCKET", value -> bucket = value),
                Flag.of("--dockerfile", "-f")
                        .meaning("Dockerfile: relative to the working directory or to the context, or a URL. Default:"
                                + " Dockerfile")
                        .taking("PATH", value -> dockerfile = value),
                Flag.of("--build-arg")
                        .meaning("Value of an ARG; without a value it is taken from the environment. Repeatable.")
                        .taking("NAME[=VALUE]", buildArguments::add),
                Flag.of("--target")
                        .meaning("Stage that becomes the image; further ones are built, too. Repeatable. Default: the"
                                + " last stage")
                        .taking("STAGE", value -> targets.addAll(List.of(value.split(",", -1)))),
                Flag.of("--custom-platform", "--customPlatform")
                        .meaning("Platform of the image. Default: this machine's")
                        .taking("OS/ARCH[/VARIANT]", value -> platform = value),
                Flag.of("--build-context")
                        .meaning("A further build context, or what a stage or image name stands for. Repeatable.")
                        .taking("NAME=LOCATION", buildContexts::add),
                Flag.of("--git")
                        .meaning("Option of a Git context: branch, single-branch, depth, recurse-submodules,"
                                + " insecure-skip-tls. Repeatable.")
                        .taking("KEY=VALUE", git::add),
                Flag.of("--label").meaning("Label of the image. Repeatable.").taking("KEY=VALUE", labels::add),
                Flag.of("--annotation")
                        .meaning("Annotation of the manifest. Repeatable.")
                        .taking("KEY=VALUE", annotations::add),
                Flag.of("--skip-unused-stages")
                        .meaning("Does nothing: stages that the target does not need are always left out.")
                        .switching(value -> skipUnusedStages = value),
                Flag.of("--check")
                        .meaning("Check the Dockerfile and build nothing.")
                        .switching(value -> check = value),
                Flag.of("--dryrun").meaning("Print the plan and build nothing.").switching(value -> dryRun = value));
    }
}
