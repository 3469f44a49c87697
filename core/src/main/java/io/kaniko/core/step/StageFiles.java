package io.kaniko.core.step;

import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.spi.Changes;
import java.io.IOException;

/** The files of the stage that is being built. They are brought to disk when the first step asks for them. */
public interface StageFiles {

    /**
     * The root directory, the base's files in it. Cheap from the second call on. Who asks may write there until the step
     * ends, and what is written before the next {@link #baseline} is no process's doing.
     */
    StageRoot root() throws IOException, InterruptedException;

    /** Remembers the tree as it is now, for {@link #changes()}. */
    void baseline() throws IOException, InterruptedException;

    /** What processes have changed since {@link #baseline()}, without what never is part of an image. */
    Changes changes() throws IOException;
}
