package io.kaniko.spi;

import org.pf4j.ExtensionPoint;

/** A way to find out what a step has changed ({@code --snapshot-mode}). Stateless: the state is the snapshotter's. */
public interface SnapshotMode extends ExtensionPoint {

    /** The value of {@code --snapshot-mode}, unique among modes: {@code full}. */
    String name();

    /** A snapshotter for one stage. Does no I/O yet. */
    Snapshotter open(SnapshotScope scope);
}
