package io.kaniko.core.run;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How a process ended.
 *
 * @param exitCode what it returned, 0 to 255; 128 and the signal's number where a signal killed it
 * @param untouched files of the stage, as paths in it, that the isolation has moved and the process has not touched: a
 *     snapshot may take them for changed, because moving sets a file's change time
 */
public record RunOutcome(int exitCode, SortedSet<String> untouched) {

    public RunOutcome {
        untouched = Collections.unmodifiableSortedSet(new TreeSet<>(untouched));
    }

    /** Of an isolation that moves nothing. */
    public RunOutcome(int exitCode) {
        this(exitCode, Collections.emptySortedSet());
    }

    public boolean succeeded() {
        return exitCode == 0;
    }
}
