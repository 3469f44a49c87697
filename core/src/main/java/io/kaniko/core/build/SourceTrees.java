package io.kaniko.core.build;

import io.kaniko.core.context.BuildContext;
import io.kaniko.core.context.IgnoreRules;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.plan.BuildPlan;
import io.kaniko.core.plan.PlannedStage;
import io.kaniko.core.plan.StageSource;
import io.kaniko.core.registry.PulledImage;
import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.PathFilter;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.step.FileSources;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The trees that steps copy and mount from: the context, other stages, images, named contexts. */
final class SourceTrees {

    private final BuildParts parts;
    private final BuildContext context;
    private final BuildPlan plan;
    private final BaseImages images;
    private final NamedContexts named;
    private final AddedRepositories repositories;
    private final Map<String, StageRoot> unpacked = new HashMap<>();

    SourceTrees(
            BuildParts parts,
            BuildContext context,
            BuildPlan plan,
            BaseImages images,
            NamedContexts named,
            AddedRepositories repositories) {
        this.parts = parts;
        this.context = context;
        this.plan = plan;
        this.images = images;
        this.named = named;
        this.repositories = repositories;
    }

    /** The sources of one stage, which remember how long its steps have waited for other stages. */
    interface StageSources extends FileSources {

        /** The time since the last call that was spent waiting, which is no step's own. */
        Duration takeWaited();
    }

    StageSources of(PlannedStage stage, StageBuilds others) {
        return new StageSources() {
            private long waitedNanos;

            @Override
            public Source context() {
                return new Source("the build context", context.root(), filter(context.ignore()), true);
            }

            @Override
            public Source from(String from) throws IOException, InterruptedException {
                return switch (plan.names().source(from, stage.index())) {
                    case StageSource.OtherStage other -> {
                        long begin = System.nanoTime();
                        BuiltStage built = others.await(other.index());
                        waitedNanos += System.nanoTime() - begin;
                        yield new Source(
                                "stage " + built.planned().label(), built.disk().root(), PathFilter.NONE, false);
                    }
                    case StageSource.RegistryImage image ->
                        new Source(
                                "image " + image.reference(),
                                unpacked(images.pull(image.reference(), stage.platform())),
                                PathFilter.NONE,
                                false);
                    case StageSource.NamedContext name ->
                        NamedContexts.isImage(name)
                                ? new Source(
                                        "context " + name.name(),
                                        unpacked(image(name, stage.platform())),
                                        PathFilter.NONE,
                                        false)
                                : directory(name);
                    case StageSource.Scratch scratch ->
                        new Source("scratch", new StageRoot(scratchDirectory()), PathFilter.NONE, false);
                };
            }

            @Override
            public Source repository(String address, Optional<Boolean> keepGitDirectory, Optional<String> checksum)
                    throws IOException {
                return new Source(
                        "the repository " + new ContextLocation(address),
                        repositories.get(address, keepGitDirectory, checksum),
                        PathFilter.NONE,
                        true);
            }

            @Override
            public Duration takeWaited() {
                Duration waited = Duration.ofNanos(waitedNanos);
                waitedNanos = 0;
                return waited;
            }

            @Override
            public Path scratchDirectory() throws IOException {
                return parts.workspace().scratch();
            }
        };
    }

    private FileSources.Source directory(StageSource.NamedContext name) throws IOException, InterruptedException {
        BuildContext directory = named.directory(name);
        return new FileSources.Source("context " + name.name(), directory.root(), filter(directory.ignore()), true);
    }

    /** The image that a named context stands for. */
    PulledImage image(StageSource.NamedContext context, Platform platform) throws IOException, InterruptedException {
        if (!NamedContexts.isImage(context)) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "the context " + context.name() + " is not an image",
                    "A stage can begin with --build-context " + context.name()
                            + "=docker-image://NAME; directories can only be copied from.");
        }
        return images.pull(NamedContexts.imageName(context), platform);
    }

    private synchronized StageRoot unpacked(PulledImage image) throws IOException, InterruptedException {
        String key = image.reference().toString();
        StageRoot root = unpacked.get(key);
        if (root == null) {
            root = new StageRoot(parts.workspace().scratch());
            new StageRoots(parts.registries(), parts.blobs(), parts.events())
                    .extract(image.layers(), root, new DigestRecord());
            unpacked.put(key, root);
        }
        return root;
    }

    private static PathFilter filter(IgnoreRules rules) {
        if (rules == IgnoreRules.NONE) {
            return PathFilter.NONE;
        }
        return new PathFilter() {
            @Override
            public boolean hides(String path) {
                return rules.ignores(path);
            }

            @Override
            public boolean hidesAllBelow(String directory) {
                return rules.ignoresTree(directory);
            }
        };
    }
}
