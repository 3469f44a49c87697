package io.kaniko.core.build;

import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.plan.PlannedStage;
import io.kaniko.core.plan.StageSource;
import io.kaniko.core.registry.PulledImage;
import io.kaniko.core.registry.Registries;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;

/** Pulls manifest and configuration of each image once per build, whoever asks. */
final class BaseImages {

    private final Registries registries;
    private final Map<Key, FutureTask<PulledImage>> pulled = new ConcurrentHashMap<>();

    private record Key(ImageReference reference, Platform platform) {}

    BaseImages(Registries registries) {
        this.registries = registries;
    }

    /** The image that a stage begins with, where it begins with one. */
    Optional<PulledImage> baseOf(PlannedStage stage) throws IOException, InterruptedException {
        return switch (stage.base()) {
            case StageSource.RegistryImage image -> Optional.of(pull(image.reference(), stage.platform()));
            case StageSource.NamedContext context ->
                NamedContexts.isImage(context)
                        ? Optional.of(pull(NamedContexts.imageName(context), stage.platform()))
                        : Optional.empty();
            case StageSource.OtherStage other -> Optional.empty();
            case StageSource.Scratch scratch -> Optional.empty();
        };
    }

    PulledImage pull(String name, Platform platform) throws IOException, InterruptedException {
        ImageReference reference;
        try {
            reference = ImageReference.parse(name);
        } catch (IllegalArgumentException e) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    String.valueOf(e.getMessage()),
                    Optional.of("Write registry/repository:tag, or the name of an earlier stage."),
                    e);
        }
        FutureTask<PulledImage> mine = new FutureTask<>(() -> registries.pull(reference, platform));
        FutureTask<PulledImage> first = pulled.computeIfAbsent(new Key(reference, platform), key -> mine);
        if (first == mine) {
            mine.run();
        }
        return Waiting.forIt(first);
    }
}
