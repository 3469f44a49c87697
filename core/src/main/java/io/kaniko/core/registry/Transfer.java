package io.kaniko.core.registry;

import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.oci.Descriptor;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Tells of one blob on its way, at most once a mebibyte. */
final class Transfer {

    private static final long STEP_BYTES = 1024 * 1024;

    private final BuildEvent.TransferKind kind;
    private final Descriptor blob;
    private final EventSink events;
    private final long started = System.nanoTime();
    private long told;

    Transfer(BuildEvent.TransferKind kind, Descriptor blob, EventSink events) {
        this.kind = kind;
        this.blob = blob;
        this.events = events;
    }

    void arrived(long bytes) {
        if (bytes - told >= STEP_BYTES || bytes < told) {
            told = bytes;
            events.tell(new BuildEvent.TransferProgressed(
                    kind, blob.digest().toString(), bytes, OptionalLong.of(blob.size())));
        }
    }

    void finished(long bytes, Optional<String> note) {
        events.tell(new BuildEvent.TransferFinished(
                kind, blob.digest().toString(), bytes, Duration.ofNanos(System.nanoTime() - started), note));
    }
}
