package io.kaniko.snapshot.full;

import io.kaniko.spi.SnapshotMode;
import io.kaniko.spi.SnapshotModeContract;

class FullSnapshotModeTest implements SnapshotModeContract {

    @Override
    public SnapshotMode mode() {
        return new FullSnapshotMode();
    }
}
