package io.kaniko.core.snapshot;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.BuildException.Kind;
import io.kaniko.spi.Changes;
import io.kaniko.spi.SnapshotMode;
import io.kaniko.spi.SnapshotScope;
import io.kaniko.spi.Snapshotter;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;

/** A plugin's mode, whose faults carry its name and whose answers are looked at before they are believed. */
record CheckedMode(SnapshotMode mode) implements SnapshotMode {

    @Override
    public String name() {
        return mode.name();
    }

    @Override
    public Snapshotter open(SnapshotScope scope) {
        try {
            return new Checked(mode.name(), mode.open(scope));
        } catch (BuildException e) {
            throw e;
        } catch (RuntimeException e) {
            throw broken(mode.name(), e);
        }
    }

    private static BuildException broken(String name, RuntimeException e) {
        return new BuildException(
                Kind.INTERNAL,
                "Snapshot mode " + name + " is broken: " + e,
                Optional.of("Choose another one by --snapshot-mode, and report it to those who made the plugin."),
                e);
    }

    private record Checked(String name, Snapshotter snapshotter) implements Snapshotter {

        @Override
        public void baseline() throws IOException {
            try {
                snapshotter.baseline();
            } catch (BuildException e) {
                throw e;
            } catch (IOException e) {
                throw unreadable("before", e);
            } catch (RuntimeException e) {
                throw broken(name, e);
            }
        }

        @Override
        public Changes changes() throws IOException {
            try {
                Changes changes = snapshotter.changes();
                check(changes.changed());
                check(changes.deleted());
                return changes;
            } catch (BuildException e) {
                throw e;
            } catch (IOException e) {
                throw unreadable("after", e);
            } catch (RuntimeException e) {
                throw broken(name, e);
            }
        }

        private IOException unreadable(String moment, IOException e) {
            return new IOException(
                    "Cannot look at the stage's files " + moment + " a RUN (snapshot mode " + name + "): "
                            + e.getMessage(),
                    e);
        }

        /** A path with {@code ..} in a layer would be written elsewhere by those who unpack it. */
        private static void check(SortedSet<String> paths) {
            for (String path : paths) {
                for (String part : path.split("/", -1)) {
                    if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
                        throw new IllegalStateException(
                                "it named the path \"" + path + "\", which is not one below the root");
                    }
                }
            }
        }
    }
}
