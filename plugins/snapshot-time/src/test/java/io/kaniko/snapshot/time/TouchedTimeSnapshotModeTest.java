package io.kaniko.snapshot.time;

/** The same promises where the files that are touched are known. */
class TouchedTimeSnapshotModeTest extends TimeSnapshotModeTest {

    @Override
    public boolean touchesAreRecorded() {
        return true;
    }
}
