package io.kaniko.spi;

import java.io.IOException;

/**
 * Watches one stage root. Core calls {@link #changes} after a step that may touch anything, and {@link #baseline} before
 * the first of them and wherever it has written files itself since (COPY, WORKDIR). So a walk through the tree serves twice:
 * it ends one step and begins the next. Never called by two threads at once. No process runs in the root while either is
 * called.
 */
public interface Snapshotter {

    /** Remembers the tree as it is now. */
    void baseline() throws IOException;

    /** What differs from the last baseline; the tree as it is now becomes the baseline. */
    Changes changes() throws IOException;
}
