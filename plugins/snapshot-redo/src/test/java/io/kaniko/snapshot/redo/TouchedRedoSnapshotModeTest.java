package io.kaniko.snapshot.redo;

/** The same promises where the files that are touched are known. */
class TouchedRedoSnapshotModeTest extends RedoSnapshotModeTest {

    @Override
    public boolean touchesAreRecorded() {
        return true;
    }
}
