package io.kaniko.core.rootfs;

import io.kaniko.spi.Changes;
import java.util.TreeSet;

/** Collects what a step of ours has written below a root. Not safe for several threads: a step is one thread. */
public final class TouchedPaths {

    private final TreeSet<String> changed = new TreeSet<>();
    private final TreeSet<String> deleted = new TreeSet<>();

    /** A path was made, or its content or attributes were set. */
    public void changed(String path) {
        changed.add(path);
        deleted.remove(path);
    }

    /** A path was removed, with all that was below it. */
    public void deleted(String path) {
        changed.remove(path);
        changed.subSet(path + "/", path + "0").clear();
        deleted.add(path);
    }

    /** Takes over what another writer touched. */
    public void add(Changes changes) {
        changes.deleted().forEach(this::deleted);
        changes.changed().forEach(this::changed);
    }

    public Changes changes() {
        return new Changes(changed, deleted);
    }
}
