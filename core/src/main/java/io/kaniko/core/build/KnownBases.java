package io.kaniko.core.build;

import io.kaniko.core.image.ImageConfig;
import io.kaniko.core.lint.LintContext;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.plan.PlannedStage;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the checks may know of base images: their configurations, read for all stages at once. */
final class KnownBases {

    /** Nothing is known. */
    static final KnownBases NONE = new KnownBases(Map.of(), new TreeMap<>());

    private final Map<Key, LintContext.BaseImage> known;
    private final SortedMap<String, String> unreadable;

    private record Key(String name, Platform platform) {}

    /** Reads the image that a stage begins with, where it begins with one. */
    @FunctionalInterface
    interface Reader {
        Optional<BaseImage> read(PlannedStage stage) throws IOException, InterruptedException;
    }

    private KnownBases(Map<Key, LintContext.BaseImage> known, SortedMap<String, String> unreadable) {
        this.known = known;
        this.unreadable = unreadable;
    }

    /** What cannot be read is not known; whoever needs it will say so. */
    static KnownBases read(List<PlannedStage> stages, Reader reader) throws InterruptedException {
        Map<Key, LintContext.BaseImage> known = new LinkedHashMap<>();
        SortedMap<String, String> unreadable = new TreeMap<>();
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<PlannedStage, Future<Optional<BaseImage>>> images = new LinkedHashMap<>();
            stages.forEach(stage -> images.put(stage, readers.submit(() -> reader.read(stage))));
            for (Map.Entry<PlannedStage, Future<Optional<BaseImage>>> image : images.entrySet()) {
                PlannedStage stage = image.getKey();
                try {
                    Waiting.forIt(image.getValue())
                            .ifPresent(pulled ->
                                    known.put(new Key(stage.baseText(), stage.platform()), facts(pulled.config())));
                } catch (BuildException | IOException unknown) {
                    unreadable.put(stage.baseText(), String.valueOf(unknown.getMessage()));
                } catch (InterruptedException e) {
                    readers.shutdownNow();
                    throw e;
                }
            }
        }
        return new KnownBases(known, unreadable);
    }

    private static LintContext.BaseImage facts(ImageConfig config) {
        return new LintContext.BaseImage(
                config.environment().sequencedKeySet(), !config.shell().isEmpty(), config.platform());
    }

    Optional<LintContext.BaseImage> find(String name, Platform platform) {
        return Optional.ofNullable(known.get(new Key(name, platform)));
    }

    /** Why, by the names of the images that could not be read. */
    SortedMap<String, String> unreadable() {
        return unreadable;
    }
}
