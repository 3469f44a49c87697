package io.kaniko.core.snapshot;

import io.kaniko.core.event.EventSink;
import io.kaniko.spi.SnapshotMode;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
import io.kaniko.spi.TouchRecord;

/**
 * Decides for each stage: where it is known which files were touched, that is enough; elsewhere all are looked at.
 *
 * @param touched the mode that needs to know
 * @param other the mode that does not
 */
record AutomaticMode(SnapshotMode touched, SnapshotMode other, EventSink events) implements SnapshotMode {

    static final String NAME = "auto";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Snapshotter open(SnapshotScope scope) {
        return switch (scope.touched()) {
            case TouchRecord.Kept kept -> open(touched, "", scope);
            case TouchRecord.Missing(String reason) -> open(other, ", because " + reason, scope);
        };
    }

    private Snapshotter open(SnapshotMode mode, String reason, SnapshotScope scope) {
        events.debug("The snapshots of this stage are those of mode " + mode.name() + reason);
        return mode.open(scope);
    }
}
