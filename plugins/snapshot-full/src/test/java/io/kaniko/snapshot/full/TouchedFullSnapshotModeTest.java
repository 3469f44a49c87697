package io.kaniko.snapshot.full;

/** The same promises where the files that are touched are known. */
class TouchedFullSnapshotModeTest extends FullSnapshotModeTest {

    @Override
    public boolean touchesAreRecorded() {
        return true;
    }
}
