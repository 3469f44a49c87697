package io.kaniko.spi;

import java.io.IOException;

/**
 * Watches one stage root. Core calls {@link #baseline} before a step that may touch anything and {@link #changes} after
 * it; between two such steps core itself writes files (COPY, WORKDIR), which the next baseline covers. Never called by
 * two threads at once. No process runs in the root while either is called.
 */
public interface Snapshotter {

    /** Remembers the tree as it is now. */
    void baseline() throws IOException;

    /** What differs from the last baseline. Does not move the baseline. */
    Changes changes() throws IOException;
}
