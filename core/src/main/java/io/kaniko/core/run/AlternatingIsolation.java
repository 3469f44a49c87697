package io.kaniko.core.run;

import io.kaniko.core.event.EventSink;
import java.io.IOException;

/** Root isolation, and chroot for those stages that have files where the builder's own must stay. */
final class AlternatingIsolation implements Isolation {

    private final Isolation usual;
    private final Isolation other;
    private final EventSink events;

    /** @param usual refuses a run that it cannot do right by {@link HiddenFilesException}, before it begins */
    AlternatingIsolation(Isolation usual, Isolation other, EventSink events) {
        this.usual = usual;
        this.other = other;
        this.events = events;
    }

    @Override
    public String name() {
        return usual.name();
    }

    @Override
    public boolean takesMountedRoots() {
        return false;
    }

    @Override
    public RunOutcome run(RunCommand command) throws IOException, InterruptedException {
        try {
            return usual.run(command);
        } catch (HiddenFilesException e) {
            events.warn("This RUN uses " + other.name() + " isolation, without /proc, because the stage has files in "
                    + e.place() + " and so has this container");
            return other.run(command);
        }
    }
}
