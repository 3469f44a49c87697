package io.kaniko.core.build;

import io.kaniko.core.image.ImageFormat;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.layout.LayoutImage;
import io.kaniko.core.layout.OciLayout;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.plan.NamedContext;
import io.kaniko.core.plan.PlannedStage;
import io.kaniko.core.plan.StageSource;
import io.kaniko.core.registry.PulledImage;
import io.kaniko.core.registry.Registries;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;

/** Finds manifest and configuration of each image once per build, whoever asks. */
final class BaseImages {

    private final Registries registries;
    private final BlobStore blobs;
    private final Map<Key, FutureTask<BaseImage>> found = new ConcurrentHashMap<>();

    /** @param image a registry's reference, or a context that is a layout's image */
    private record Key(Object image, Platform platform) {}

    BaseImages(Registries registries, BlobStore blobs) {
        this.registries = registries;
        this.blobs = blobs;
    }

    /** The image that a stage begins with, where it begins with one: what is in its configuration, layers unread. */
    Optional<BaseImage> baseOf(PlannedStage stage) throws IOException, InterruptedException {
        return switch (stage.base()) {
            case StageSource.RegistryImage image -> Optional.of(pull(image.reference(), stage.platform()));
            case StageSource.Replacement(NamedContext.RegistryImage image) ->
                Optional.of(pull(image.reference(), stage.platform()));
            case StageSource.Replacement(NamedContext.LayoutImage image) ->
                Optional.of(found(find(image, stage.platform())));
            case StageSource.Replacement(NamedContext.Files files) -> Optional.empty();
            case StageSource.Replacement(NamedContext.Nothing nothing) -> Optional.empty();
            case StageSource.OtherStage other -> Optional.empty();
            case StageSource.Scratch scratch -> Optional.empty();
        };
    }

    /** The image that a Dockerfile names. What the name is like is checked here, since only needed ones must be right. */
    BaseImage pull(String name, Platform platform) throws IOException, InterruptedException {
        ImageReference reference;
        try {
            reference = ImageReference.parse(name);
        } catch (IllegalArgumentException e) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    String.valueOf(e.getMessage()),
                    "Write registry/repository:tag, or the name of an earlier stage.");
        }
        return pull(reference, platform);
    }

    BaseImage pull(ImageReference reference, Platform platform) throws IOException, InterruptedException {
        return once(new Key(reference, platform), () -> {
            PulledImage image = registries.pull(reference, platform);
            return new BaseImage(
                    image.reference().digest().orElseThrow(),
                    ImageFormat.of(image.manifest().mediaType()),
                    image.config(),
                    image.layers());
        });
    }

    /** The layers are copied into the blob store, from which they are unpacked and pushed like any other. */
    BaseImage read(NamedContext.LayoutImage context, Platform platform) throws IOException, InterruptedException {
        return once(new Key(context, platform), () -> {
            LayoutImage image = find(context, platform);
            OciLayout layout = new OciLayout(context.directory());
            for (Layer layer : image.layers()) {
                layout.copyBlob(layer.descriptor(), blobs);
            }
            return found(image);
        });
    }

    private static LayoutImage find(NamedContext.LayoutImage context, Platform platform) throws IOException {
        return new OciLayout(context.directory()).find(context.tag(), context.digest(), platform);
    }

    private static BaseImage found(LayoutImage image) {
        return new BaseImage(
                image.digest(), ImageFormat.of(image.manifest().mediaType()), image.config(), image.layers());
    }

    private BaseImage once(Key key, Callable<BaseImage> work) throws IOException, InterruptedException {
        FutureTask<BaseImage> mine = new FutureTask<>(work);
        FutureTask<BaseImage> first = found.computeIfAbsent(key, ignored -> mine);
        if (first == mine) {
            mine.run();
        }
        return Waiting.forIt(first);
    }
}
