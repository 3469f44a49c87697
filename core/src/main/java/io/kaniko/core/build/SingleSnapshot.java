package io.kaniko.core.build;

import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.step.StageFiles;
import io.kaniko.spi.Changes;
import java.io.IOException;

/**
 * A stage's files where the stage shall have one layer ({@code --single-snapshot}): its steps are told of no changes, and
 * all of them are found at the end. What one step wrote and a later one deleted is in no layer.
 */
final class SingleSnapshot implements StageFiles {

    private final StageDisk disk;
    private boolean begun;

    SingleSnapshot(StageDisk disk) {
        this.disk = disk;
    }

    /** Before the first step touches anything, the base is remembered. */
    @Override
    public synchronized StageRoot root() throws IOException, InterruptedException {
        if (!begun) {
            disk.baseline();
            begun = true;
        }
        return disk.root();
    }

    @Override
    public void baseline() {}

    @Override
    public Changes changes() {
        return Changes.NONE;
    }

    /** What all steps together have changed. */
    synchronized Changes all() throws IOException {
        return begun ? disk.changes() : Changes.NONE;
    }
}
