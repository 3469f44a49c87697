package io.kaniko.core.build;

import io.kaniko.core.event.BuildEvent.StepId;
import io.kaniko.core.image.HistoryEntry;
import io.kaniko.core.layer.WrittenLayer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;

/** A step that is done, its layer perhaps still on the way. */
record BuiltStep(
        StepId id, String text, Duration took, Optional<HistoryEntry> history, Optional<Future<WrittenLayer>> layer) {

    /** The step with the layer that was written when it was over. */
    BuiltStep with(Future<WrittenLayer> written) {
        return new BuiltStep(id, text, took, history.map(HistoryEntry::withLayer), Optional.of(written));
    }

    /**
     * Waits until the layer lies in the store.
     *
     * @throws io.kaniko.spi.BuildException when it could not be written; it names the step, which is long over
     */
    Optional<WrittenLayer> awaitLayer() throws InterruptedException {
        if (layer.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Waiting.forIt(layer.get()));
        } catch (IOException e) {
            throw Failures.explained("Writing the layer of " + text, e);
        }
    }
}
