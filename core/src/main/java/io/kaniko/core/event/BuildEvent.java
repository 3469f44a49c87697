package io.kaniko.core.event;

import io.kaniko.core.oci.Digest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Something that happened. Times are durations measured by the teller; the renderer adds the clock. */
public sealed interface BuildEvent {

    /** How loud a notice is. */
    enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** A sentence for the log. */
    record Notice(Level level, String text) implements BuildEvent {}

    /**
     * A stage begins.
     *
     * @param stageCount how many stages the Dockerfile has
     * @param wantedCount how many of them are built
     * @param name its name or number
     */
    record StageStarted(int stage, int stageCount, int wantedCount, String name, String base) implements BuildEvent {}

    /**
     * A step of a stage begins.
     *
     * @param step counted from 1 within its stage
     * @param text the instruction on one line, secrets never
     * @param line of the Dockerfile
     */
    record StepStarted(StepId id, String text, int line) implements BuildEvent {}

    /** A step is done. The layer may still be compressing. */
    record StepFinished(StepId id, Duration took) implements BuildEvent {}

    /** A step has failed; the exception that ends the build follows on its own way. */
    record StepFailed(StepId id, Duration took) implements BuildEvent {}

    /**
     * Bytes that a RUN wrote. The buffer is the event's own.
     *
     * @param error whether to standard error
     */
    record ProcessOutput(StepId id, boolean error, ByteBuffer bytes) implements BuildEvent {}

    /** A layer lies complete in the blob store. {@code tarSize} and {@code blobSize} are bytes. */
    record LayerWritten(StepId id, Digest diffId, Digest digest, long tarSize, long blobSize, int entries)
            implements BuildEvent {}

    /** What a transfer does. */
    enum TransferKind {
        FETCH_CONTEXT,
        PULL,
        EXTRACT,
        PUSH
    }

    /** A transfer goes on; told often, so renderers thin it out. {@code subject} is a digest, a file or a location. */
    record TransferProgressed(TransferKind kind, String subject, long bytes, OptionalLong total)
            implements BuildEvent {}

    /** A transfer is over. {@code note} says something special: "already there", "mounted from …". */
    record TransferFinished(TransferKind kind, String subject, long bytes, Duration took, Optional<String> note)
            implements BuildEvent {}

    /** An image has arrived at a destination. */
    record Published(String destination, Digest digest) implements BuildEvent {}

    /** Names a step: stage number from 0, its name or number as text, step from 1, steps of that stage. */
    record StepId(int stage, String stageName, int step, int stepCount) {}
}
