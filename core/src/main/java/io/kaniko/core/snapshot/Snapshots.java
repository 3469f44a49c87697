package io.kaniko.core.snapshot;

import io.kaniko.core.dockerfile.NearSpelling;
import io.kaniko.core.event.EventSink;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.BuildException.Kind;
import io.kaniko.spi.SnapshotMode;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The snapshot modes of this executor, by name. */
public final class Snapshots {

    private static final String FULL = "full";
    private static final String OVERLAY = "overlay";

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
     * one look at the files takes longer than the limit. {@code auto} is {@code overlay} for the stages where that is
     * possible and {@code full} for others.
     *
     * @param events told what {@code auto} has become
     * @throws BuildException when there is none
     */
    public SnapshotMode mode(String name, Duration limit, EventSink events) {
        if (name.equals(AutomaticMode.NAME)) {
            SnapshotMode full = mode(FULL, limit, events);
            return modes.containsKey(OVERLAY) ? new AutomaticMode(mode(OVERLAY, limit, events), full, events) : full;
        }
        SnapshotMode mode = modes.get(name);
        if (mode == null) {
            throw new BuildException(
                    Kind.USER,
                    "There is no snapshot mode \"" + name + "\" (--snapshot-mode)",
                    modes.isEmpty()
                            ? "No plugin with a snapshot mode was found; see \"executor plugins list\"."
                            : NearSpelling.remedy(name, names()));
        }
        return new TimedMode(new CheckedMode(mode), limit);
    }

    private List<String> names() {
        return Stream.concat(modes.keySet().stream(), Stream.of(AutomaticMode.NAME))
                .sorted()
                .toList();
    }
}
