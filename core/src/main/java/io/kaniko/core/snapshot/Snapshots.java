package io.kaniko.core.snapshot;

import io.kaniko.core.dockerfile.NearSpelling;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.BuildException.Kind;
import io.kaniko.spi.SnapshotMode;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The snapshot modes of this executor, by name. */
public final class Snapshots {

    private final SortedMap<String, SnapshotMode> modes = new TreeMap<>();

    /** @throws IllegalArgumentException when two modes have one name; the plugin catalogue has reported that before */
    public Snapshots(List<SnapshotMode> modes) {
        for (SnapshotMode mode : modes) {
            if (this.modes.put(mode.name(), mode) != null) {
                throw new IllegalArgumentException("two snapshot modes are called " + mode.name());
            }
        }
    }

    /**
     * The mode of a name. Its snapshotters name it when they fail, answer with valid paths only, and end the build when
     * one look at the files takes longer than the limit.
     *
     * @throws BuildException when there is none
     */
    public SnapshotMode mode(String name, Duration limit) {
        SnapshotMode mode = modes.get(name);
        if (mode == null) {
            throw new BuildException(
                    Kind.USER,
                    "There is no snapshot mode \"" + name + "\" (--snapshot-mode)",
                    modes.isEmpty()
                            ? "No plugin with a snapshot mode was found; see \"executor plugins list\"."
                            : NearSpelling.remedy(name, modes.keySet()));
        }
        return new TimedMode(new CheckedMode(mode), limit);
    }
}
