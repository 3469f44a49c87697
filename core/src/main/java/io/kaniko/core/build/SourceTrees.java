package io.kaniko.core.build;

import io.kaniko.core.context.BuildContext;
import io.kaniko.core.context.IgnoreRules;
import io.kaniko.core.plan.BuildPlan;
import io.kaniko.core.plan.NamedContext;
import io.kaniko.core.plan.PlannedStage;
import io.kaniko.core.plan.StageSource;
import io.kaniko.core.rootfs.PathFilter;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.step.FileSources;
import io.kaniko.spi.ContextLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The trees that steps copy and mount from: the context, other stages, images, named contexts. */
final class SourceTrees {

    private final BuildParts parts;
    private final BuildContext context;
    private final BuildPlan plan;
    private final BaseImages images;
    private final StageBases bases;
    private final NamedContexts named;
    private final AddedRepositories repositories;

    SourceTrees(
            BuildParts parts,
            BuildContext context,
            BuildPlan plan,
            BaseImages images,
            StageBases bases,
            NamedContexts named,
            AddedRepositories repositories) {
        this.parts = parts;
        this.context = context;
        this.plan = plan;
        this.images = images;
        this.bases = bases;
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
                return switch (plan.names().source(from, stage.index(), stage.platform())) {
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
                    case StageSource.Replacement replacement ->
                        switch (replacement.context()) {
                            case NamedContext.Files files -> directory(files);
                            case NamedContext.RegistryImage image ->
                                imageSource(image, images.pull(image.reference(), stage.platform()));
                            case NamedContext.LayoutImage image ->
                                imageSource(image, images.read(image, stage.platform()));
                            case NamedContext.Nothing nothing -> nothing();
                        };
                    case StageSource.Scratch scratch -> nothing();
                };
            }

            @Override
            public Source repository(String address, Optional<Boolean> keepGitDirectory, Optional<String> checksum)
                    throws IOException {
                return new Source(
                        "the repository " + new ContextLocation(address),
                        repositories.get(address, keepGitDirectory, checksum).root(),
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

    private FileSources.Source directory(NamedContext.Files context) throws IOException {
        BuildContext directory = named.directory(context).withOwnIgnoreFile();
        return new FileSources.Source("context " + context.name(), directory.root(), filter(directory.ignore()), true);
    }

    private FileSources.Source imageSource(NamedContext context, BaseImage image)
            throws IOException, InterruptedException {
        return new FileSources.Source("context " + context.name(), unpacked(image), PathFilter.NONE, false);
    }

    private FileSources.Source nothing() throws IOException {
        return new FileSources.Source("scratch", new StageRoot(parts.workspace().scratch()), PathFilter.NONE, false);
    }

    private StageRoot unpacked(BaseImage image) throws IOException, InterruptedException {
        return bases.get(image.layers()).root();
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
