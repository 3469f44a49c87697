package io.kaniko.core.build;

import io.kaniko.core.layer.LayerWriter;
import io.kaniko.core.layer.WrittenLayer;
import io.kaniko.core.snapshot.ImagePaths;
import io.kaniko.core.step.StageFiles;
import io.kaniko.spi.Changes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Future;

/** The steps of one stage that are done, and their layers: one for each that has changes, or one for all of them. */
final class StageLayers {

    private final LayerWriter writer;
    private final StageDisk disk;
    private final Optional<SingleSnapshot> single;
    private final ImagePaths imagePaths;
    private final List<BuiltStep> steps;
    private OptionalInt lastWithChanges = OptionalInt.empty();

    /**
     * @param imagePaths which changes the user wants ignored
     * @param earlier the steps of the stages below, which keep their layers
     */
    StageLayers(
            LayerWriter writer,
            StageDisk disk,
            ImagePaths imagePaths,
            boolean singleSnapshot,
            List<BuiltStep> earlier) {
        this.writer = writer;
        this.disk = disk;
        this.imagePaths = imagePaths;
        this.single = singleSnapshot ? Optional.of(new SingleSnapshot(disk)) : Optional.empty();
        this.steps = new ArrayList<>(earlier);
    }

    /** What the steps work on. */
    StageFiles files() {
        return single.isPresent() ? single.get() : disk;
    }

    /**
     * Writes the layer of the step that comes next, unless it is to be part of a later one.
     *
     * @param watched whether somebody will ask which of these files have changed
     */
    Optional<Future<WrittenLayer>> write(Optional<Changes> changes, boolean watched)
            throws IOException, InterruptedException {
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        lastWithChanges = OptionalInt.of(steps.size());
        return single.isPresent() ? Optional.empty() : Optional.of(write(changes.get(), watched));
    }

    private Future<WrittenLayer> write(Changes changes, boolean watched) throws IOException, InterruptedException {
        return writer.write(
                disk.writtenRoot(),
                imagePaths.keepUnlessAsked(changes),
                watched ? Optional.of(disk.digests()) : Optional.empty());
    }

    void add(BuiltStep step) {
        steps.add(step);
    }

    /**
     * All steps, when there are no more. A layer of the whole stage belongs to the last step that changed something.
     *
     * @param watched as for {@link #write}
     */
    List<BuiltStep> finish(boolean watched) throws IOException, InterruptedException {
        if (single.isPresent() && lastWithChanges.isPresent()) {
            int last = lastWithChanges.getAsInt();
            steps.set(last, steps.get(last).with(write(single.get().all(), watched)));
        }
        return steps;
    }
}
