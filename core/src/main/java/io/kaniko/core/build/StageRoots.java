package io.kaniko.core.build;

import io.kaniko.core.event.EventSink;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.registry.Registries;
import io.kaniko.core.rootfs.CopyAttributes;
import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.LayerExtractor;
import io.kaniko.core.rootfs.PathFilter;
import io.kaniko.core.rootfs.SourceTree;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.rootfs.TouchedPaths;
import io.kaniko.core.rootfs.TreeCopier;
import java.io.IOException;
import java.util.List;

/** Brings a stage's base to disk: the layers of an image, or the files of another stage. */
final class StageRoots {

    private final Registries registries;
    private final BlobStore blobs;
    private final EventSink events;

    StageRoots(Registries registries, BlobStore blobs, EventSink events) {
        this.registries = registries;
        this.blobs = blobs;
        this.events = events;
    }

    /**
     * Applies the layers of an image in order, while they arrive. What has come is trusted only when all of it is there:
     * after damage on the way the root is filled anew, from nothing.
     */
    void extract(List<Layer> layers, StageRoot root, DigestRecord digests) throws IOException, InterruptedException {
        try (LayerArrivals arrivals = LayerArrivals.begin(layers, registries, blobs)) {
            while (!arrivals.apply(new LayerExtractor(root, digests))) {
                root.clear();
            }
        }
    }

    /** A process that runs in the stage sees the disk, and not what the disk refused to take. */
    void warnOfDifference(int stage) {
        events.warn(
                "Some files of stage " + stage + " have owners, devices or attributes that this machine does not let"
                        + " the builder make. The image has them, but RUN sees these files as root's and without them");
    }

    /** Copies another stage's files, attributes and hard links included. */
    void copy(StageRoot from, StageRoot to) throws IOException {
        new TreeCopier(to, CopyAttributes.KEEP, new TouchedPaths()).copyAll(new SourceTree(from, PathFilter.NONE));
    }
}
