package io.kaniko.core.build;

import io.kaniko.core.event.EventSink;
import io.kaniko.core.rootfs.OverlayAbility;
import io.kaniko.core.rootfs.OverlayRoot;
import io.kaniko.core.run.Isolation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says whether stage roots can be overlays, and keeps their mounts until it is closed. Threads may share it. */
final class Overlays implements AutoCloseable {

    /** Whether a stage's root can be one. */
    sealed interface Answer {
        record Possible(OverlayAbility ability) implements Answer {}

        /** @param reason a clause: {@code the kernel has none} */
        record Impossible(String reason) implements Answer {}
    }

    private final Workspace workspace;
    private final boolean ownMounts;
    private final Isolation isolation;
    private final EventSink events;
    private final List<OverlayRoot> mounted = new ArrayList<>();
    private @Nullable Answer probed;

    /**
     * @param ownMounts whether nobody but this process sees what it mounts, and it goes with the process
     * @param isolation asked only where a stage runs something: finding out which one it is takes time
     */
    Overlays(Workspace workspace, boolean ownMounts, Isolation isolation, EventSink events) {
        this.workspace = workspace;
        this.ownMounts = ownMounts;
        this.isolation = isolation;
        this.events = events;
    }

    /** @param runs whether the stage has steps that run something */
    Answer forStage(boolean runs) throws IOException, InterruptedException {
        if (!ownMounts) {
            return told(new Answer.Impossible("this process may not mount"));
        }
        if (runs && !isolation.takesMountedRoots()) {
            return told(new Answer.Impossible("RUN steps do not use namespace isolation"));
        }
        return probed();
    }

    private synchronized Answer told(Answer.Impossible impossible) {
        if (probed == null) {
            events.debug("Stage roots are no overlays: " + impossible.reason());
            probed = impossible;
        }
        return impossible;
    }

    private synchronized Answer probed() {
        Answer known = probed;
        if (known == null) {
            try {
                known = new Answer.Possible(
                        OverlayAbility.probe(workspace.directory().resolve("probe-overlay")));
                events.debug("Stage roots are overlays");
            } catch (IOException e) {
                known = new Answer.Impossible(String.valueOf(e.getMessage()));
                events.debug("Stage roots are no overlays: " + e.getMessage());
            }
            probed = known;
        }
        return known;
    }

    OverlayRoot mount(int stage, OverlayAbility ability, List<Path> lowers) throws IOException {
        OverlayRoot root = OverlayRoot.mount(workspace.stage(stage), ability, lowers);
        synchronized (this) {
            mounted.add(root);
        }
        return root;
    }

    /** Takes all mounts away, so that the directories below can be deleted. */
    @Override
    public synchronized void close() throws IOException {
        IOException first = null;
        for (OverlayRoot root : mounted) {
            try {
                root.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
