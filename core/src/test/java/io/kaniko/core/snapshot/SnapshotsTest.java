package io.kaniko.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.event.EventSink;
import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.rootfs.StageTree;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.Changes;
import io.kaniko.spi.FileTree;
import io.kaniko.spi.SnapshotMode;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
import io.kaniko.spi.TouchRecord;
import io.kaniko.spi.TouchedFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotsTest {

    /** The fakes never look at it. */
    private static final SnapshotScope SCOPE = new SnapshotScope(
            new StageTree(new StageRoot(Path.of("/nowhere")), path -> false, new DigestRecord()),
            new TouchRecord.Missing("there is none"));

    private static final TouchedFiles NOTHING_TOUCHED = new TouchedFiles() {
        @Override
        public void walk(Visitor visitor) {}

        @Override
        public FileTree before() {
            return SCOPE.tree();
        }
    };

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @FunctionalInterface
    private interface Answer {
        Changes get() throws IOException;
    }

    /** A mode whose snapshotters give one answer to everything. */
    private record FakeMode(String name, Answer answer) implements SnapshotMode {
        @Override
        public Snapshotter open(SnapshotScope scope) {
            return new Snapshotter() {
                @Override
                public void baseline() throws IOException {
                    answer.get();
                }

                @Override
                public Changes changes() throws IOException {
                    return answer.get();
                }
            };
        }
    }

    private static Snapshotter opened(Answer answer) {
        return new Snapshots(List.of(new FakeMode("fake", answer)))
                .mode("fake", LIMIT, EventSink.NONE)
                .open(SCOPE);
    }

    @Test
    void findsTheModeByName() throws IOException {
        Changes changes = new Changes(new TreeSet<>(List.of("a/b")), new TreeSet<>(List.of("c")));
        assertThat(opened(() -> changes).changes()).isEqualTo(changes);
    }

    @Test
    void anUnknownModeIsToldWhatIsKnown() {
        Snapshots snapshots = new Snapshots(
                List.of(new FakeMode("full", () -> Changes.NONE), new FakeMode("time", () -> Changes.NONE)));
        assertThatThrownBy(() -> snapshots.mode("fulll", LIMIT, EventSink.NONE))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.remedy()).hasValue("Did you mean full?"))
                .hasMessage("There is no snapshot mode \"fulll\" (--snapshot-mode)");
        assertThatThrownBy(() -> snapshots.mode("overlay", LIMIT, EventSink.NONE))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.remedy()).hasValue("Known are: auto, full, time."));
        assertThatThrownBy(() -> new Snapshots(List.of()).mode("full", LIMIT, EventSink.NONE))
                .isInstanceOfSatisfying(
                        BuildException.class,
                        e -> assertThat(e.remedy())
                                .hasValueSatisfying(remedy -> assertThat(remedy).contains("plugins list")));
    }

    @Test
    void autoTakesOverlayWhereTouchesAreKnownAndFullElsewhere() throws IOException {
        Changes overlay = new Changes(new TreeSet<>(List.of("overlay")), new TreeSet<>());
        Changes full = new Changes(new TreeSet<>(List.of("full")), new TreeSet<>());
        List<String> told = new ArrayList<>();
        SnapshotMode auto = new Snapshots(
                        List.of(new FakeMode("overlay", () -> overlay), new FakeMode("full", () -> full)))
                .mode("auto", LIMIT, event -> told.add(event.toString()));

        assertThat(auto.open(new SnapshotScope(SCOPE.tree(), new TouchRecord.Kept(NOTHING_TOUCHED)))
                        .changes())
                .isEqualTo(overlay);
        assertThat(auto.open(SCOPE).changes()).isEqualTo(full);

        assertThat(told.getFirst()).contains("mode overlay");
        assertThat(told.getLast()).contains("mode full, because there is none");
    }

    @Test
    void autoIsFullWhereNoPluginKnowsOverlays() throws IOException {
        Changes full = new Changes(new TreeSet<>(List.of("full")), new TreeSet<>());
        assertThat(new Snapshots(List.of(new FakeMode("full", () -> full)))
                        .mode("auto", LIMIT, EventSink.NONE)
                        .open(SCOPE)
                        .changes())
                .isEqualTo(full);
    }

    @Test
    void twoModesOfOneNameAreRefused() {
        FakeMode mode = new FakeMode("full", () -> Changes.NONE);
        assertThatThrownBy(() -> new Snapshots(List.of(mode, mode))).hasMessage("two snapshot modes are called full");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "..", "a/../b", "./a"})
    void aPathThatIsNotBelowTheRootIsTheModesFault(String path) {
        Snapshotter snapshotter = opened(() -> new Changes(new TreeSet<>(List.of(path)), new TreeSet<>()));
        assertThatThrownBy(snapshotter::changes)
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("Snapshot mode fake is broken")
                .hasMessageContaining("\"" + path + "\"");
    }

    @Test
    void aLookThatTakesTooLongEndsTheBuild() {
        CountDownLatch never = new CountDownLatch(1);
        SnapshotMode hanging = new FakeMode("fake", () -> {
            try {
                never.await();
            } catch (InterruptedException givenUp) {
                Thread.currentThread().interrupt();
            }
            return Changes.NONE;
        });
        Snapshotter snapshotter = new Snapshots(List.of(hanging))
                .mode("fake", Duration.ofMillis(5), EventSink.NONE)
                .open(SCOPE);
        assertThatThrownBy(snapshotter::changes)
                .isInstanceOfSatisfying(
                        BuildException.class,
                        e -> assertThat(e.remedy().orElseThrow()).contains("SNAPSHOT_TIMEOUT_DURATION"))
                .hasMessage("Looking for what a RUN has changed took longer than 0.005s");
        assertThatThrownBy(snapshotter::baseline).isInstanceOf(BuildException.class);
    }

    @Test
    void faultsCarryTheModesName() {
        Snapshotter throwing = opened(() -> {
            throw new IllegalStateException("oops");
        });
        assertThatThrownBy(throwing::baseline)
                .isInstanceOf(BuildException.class)
                .hasMessage("Snapshot mode fake is broken: java.lang.IllegalStateException: oops");
        Snapshotter failing = opened(() -> {
            throw new NoSuchFileException("/x", null, "gone");
        });
        assertThatThrownBy(failing::changes)
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot look at the stage's files after a RUN (snapshot mode fake): /x: gone");
        Snapshotter explaining = opened(() -> {
            throw new BuildException(BuildException.Kind.USER, "explained");
        });
        assertThatThrownBy(explaining::baseline).hasMessage("explained");
    }
}
