package io.kaniko.spi;

import java.io.IOException;
import java.util.Optional;

/**
 * The files of a stage that something has touched since the last baseline; the record begins anew before the next step,
 * whatever a snapshotter does. What is not among them is certainly as it was,
 * and need not be looked at. Being touched does not mean being different: a file may have been written as it was, a
 * directory is touched when something in it is.
 *
 * <p>Paths are those of {@link FileTree}; what does not appear there does not appear here.
 */
public interface TouchedFiles {

    /** Visits every touched path, parents before what is in them. One thread calls back. */
    void walk(Visitor visitor) throws IOException;

    /** The tree as it was at the baseline, until the next one. */
    FileTree before() throws IOException;

    /** Called for every touched path; one of the two facts is always there. */
    @FunctionalInterface
    interface Visitor {

        /**
         * @param before empty for a path that is new
         * @param now empty for a path that is gone; what was below such a directory is not visited
         */
        void visit(String path, Optional<FileStat> before, Optional<FileStat> now) throws IOException;
    }
}
