package io.kaniko.core.build;

import io.kaniko.core.destination.Destination;
import io.kaniko.core.destination.DigestFiles;
import io.kaniko.core.destination.Published;
import io.kaniko.core.image.Image;
import io.kaniko.core.image.ImageValidator;
import io.kaniko.core.layer.Compression;
import io.kaniko.core.layer.GzipCodec;
import io.kaniko.core.layer.LayerFormat;
import io.kaniko.core.layer.LayerWriter;
import io.kaniko.core.plan.BuildPlan;
import io.kaniko.core.plan.PlanText;
import io.kaniko.core.run.Isolation;
import io.kaniko.core.run.IsolationRequest;
import io.kaniko.core.snapshot.ImagePaths;
import io.kaniko.core.step.MountPreparation;
import io.kaniko.core.step.RemoteFiles;
import io.kaniko.core.step.RunStep;
import io.kaniko.core.step.StepRunner;
import io.kaniko.spi.SnapshotMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Turns a request into an image and brings it to its destinations. One instance builds once. */
public final class ImageBuilder {

    private final BuildParts parts;

    public ImageBuilder(BuildParts parts) {
        this.parts = parts;
    }

    /** Checks the Dockerfile; reads base images, as far as they can be reached, and builds nothing. */
    public CheckReport check(BuildRequest request) throws IOException, InterruptedException {
        Preparation prepared = Preparation.of(request.input(), parts);
        BaseImages images = new BaseImages(parts.registries(), parts.blobs());
        return new BuildChecks(prepared, parts.events()).report(images::baseOf);
    }

    /** The plan in words. Reads the context and the Dockerfile, and nothing else. */
    public String dryRun(BuildRequest request) throws IOException, InterruptedException {
        Preparation prepared = Preparation.of(request.input(), parts);
        return PlanText.of(
                prepared.dockerfile(),
                prepared.options(),
                prepared.plan(),
                destinations(request.output()).stream().map(ImageBuilder::words).toList());
    }

    private static String words(Destination destination) {
        return switch (destination) {
            case Destination.Registry registry -> "registry: " + registry;
            case Destination.DockerArchive archive -> "archive for docker load: " + archive;
            case Destination.OciLayout layout -> "OCI layout: " + layout;
        };
    }

    /**
     * Builds and publishes.
     *
     * @throws io.kaniko.spi.BuildException for everything that a person can mend
     */
    public BuildResult build(BuildRequest request) throws IOException, InterruptedException {
        Preparation prepared = Preparation.of(request.input(), parts);
        SnapshotMode mode = parts.snapshots()
                .mode(request.layers().snapshotMode(), request.layers().snapshotTimeout(), parts.events());
        Isolation isolation = new IsolationOnDemand(isolation(request, prepared), parts.events());
        RequestedSecrets secrets = new RequestedSecrets(request.run().secrets(), parts.environment());
        RemoteFiles remote = new RemoteFiles(parts.workspace().downloads(), secrets);
        GitOptions git = new GitOptions(parts.contexts(), request.input());
        NamedContexts named = new NamedContexts(parts.contexts(), git, parts.workspace());
        AddedRepositories repositories = new AddedRepositories(parts.contexts(), git, parts.workspace());
        SourceDate.Decided decided = new SourceDate(prepared, prepared.plan(), named, repositories, remote)
                .decide(request.layers().sourceDate());
        BuildPlan plan = decided.plan();
        Optional<Instant> sourceDate = decided.time();
        Instant created = sourceDate.orElseGet(() -> parts.clock().instant().truncatedTo(ChronoUnit.SECONDS));

        BaseImages images = new BaseImages(parts.registries(), parts.blobs());
        new BuildChecks(prepared, parts.events()).warn(plan, images::baseOf);
        StageRoots roots = new StageRoots(parts.registries(), parts.blobs(), parts.events());
        StageBases bases = new StageBases(parts.workspace(), roots);
        SourceTrees trees = new SourceTrees(parts, prepared.context(), plan, images, bases, named, repositories);
        MountPreparation mounts = new MountPreparation(
                parts.workspace().caches(), secrets, request.run().agentSockets());
        StepRunner steps = new StepRunner(
                remote,
                new RunStep(
                        isolation,
                        mounts,
                        request.run().allowed(),
                        request.run().extraHosts(),
                        parts.events()));

        try (Overlays overlays =
                        new Overlays(parts.workspace(), parts.premises().ownMounts(), isolation, parts.events());
                ExecutorService compressors = Executors.newFixedThreadPool(
                        Runtime.getRuntime().availableProcessors(),
                        Thread.ofPlatform().name("compress-", 0).daemon().factory())) {
            LayerWriter layers = new LayerWriter(
                    parts.blobs(),
                    layerFormat(request.layers(), sourceDate),
                    compressors,
                    GzipCodec.ofThisProgram(parts.events()));
            StageBuild stage = new StageBuild(
                    parts,
                    prepared.dockerfile(),
                    plan,
                    images,
                    new StageGrounds(parts.workspace(), roots, bases, overlays),
                    trees,
                    steps,
                    layers,
                    mode,
                    request.layers().singleSnapshot(),
                    ImagePaths.ignoring(request.layers().ignoredPaths()),
                    created);
            List<BuiltStage> built;
            try (StageBuilds stages =
                    new StageBuilds(stage::build, request.run().parallelStages())) {
                built = stages.buildAll(plan);
            }
            BuiltStage target = built.stream()
                    .filter(one -> one.planned().index() == plan.target().index())
                    .findFirst()
                    .orElseThrow();
            Image image = new ImageAssembly(request.output(), created).assemble(target);
            ImageValidator.check(image);
            List<Published> published = publish(image, request.output());
            return result(image, built, target, published);
        }
    }

    private IsolationRequest isolation(BuildRequest request, Preparation prepared) {
        List<Path> places = new ArrayList<>(parts.premises().ownPlaces());
        places.add(prepared.context().root().path());
        return new IsolationRequest(
                request.run().isolation(),
                parts.workspace().directory().resolve("run"),
                parts.premises().workDirectory(),
                places,
                parts.premises().rootAllowed());
    }

    private static LayerFormat layerFormat(BuildRequest.Layers layers, Optional<Instant> sourceDate) {
        Compression compression = layers.compression().equals("zstd") ? Compression.ZSTD : Compression.GZIP;
        return new LayerFormat(compression, layers.compressionLevel(), sourceDate);
    }

    private static List<Destination> destinations(BuildRequest.Output output) {
        List<Destination> destinations = new ArrayList<>();
        output.ociLayoutPath()
                .ifPresent(path -> destinations.add(new Destination.OciLayout(path, output.destinations())));
        output.tarPath()
                .ifPresent(path -> destinations.add(new Destination.DockerArchive(path, output.destinations())));
        if (output.push()) {
            output.destinations().forEach(reference -> destinations.add(new Destination.Registry(reference)));
        }
        return destinations;
    }

    private List<Published> publish(Image image, BuildRequest.Output output) throws IOException, InterruptedException {
        List<Published> published = parts.publisher().publish(image, destinations(output));
        // Google Cloud Build reads from there what was pushed.
        Optional<Path> builderOutput = Optional.ofNullable(parts.environment().get("BUILDER_OUTPUT"))
                .filter(directory -> output.push() && !directory.isEmpty())
                .map(Path::of);
        new DigestFiles(
                        output.digestFile(),
                        output.imageNameWithDigestFile(),
                        output.imageNameTagWithDigestFile(),
                        builderOutput)
                .write(image.digest(), output.destinations());
        return published;
    }

    private static BuildResult result(Image image, List<BuiltStage> built, BuiltStage target, List<Published> published)
            throws InterruptedException {
        List<BuildResult.StepReport> reports = new ArrayList<>();
        for (BuiltStage stage : built) {
            for (BuiltStep step : stage.steps()) {
                if (step.id().stage() != stage.planned().index()) {
                    continue;
                }
                Optional<BuildResult.LayerReport> layer = step.awaitLayer()
                        .map(written -> new BuildResult.LayerReport(
                                written.layer().descriptor().digest(),
                                written.tarSize(),
                                written.layer().descriptor().size(),
                                written.entries()));
                reports.add(new BuildResult.StepReport(
                        stage.planned().label(),
                        step.text(),
                        step.took(),
                        layer,
                        target.steps().contains(step)));
            }
        }
        long size = image.layers().stream()
                .mapToLong(layer -> layer.descriptor().size())
                .sum();
        return new BuildResult(
                image.digest(),
                size,
                reports,
                published.stream().map(one -> one.destination().toString()).toList());
    }
}
