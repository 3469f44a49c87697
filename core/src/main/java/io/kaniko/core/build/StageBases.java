package io.kaniko.core.build;

import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.StageRoot;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;

/** The files of images, each brought to disk once and never changed. Threads may share it. */
final class StageBases {

    /** The files of an image, and what is known of their contents. */
    record Extracted(StageRoot root, DigestRecord digests) {}

    private final Workspace workspace;
    private final StageRoots roots;
    private final Map<List<Digest>, FutureTask<Extracted>> extractions = new ConcurrentHashMap<>();

    StageBases(Workspace workspace, StageRoots roots) {
        this.workspace = workspace;
        this.roots = roots;
    }

    /** The files of these layers; who comes while another thread extracts them waits for it. */
    Extracted get(List<Layer> layers) throws IOException, InterruptedException {
        FutureTask<Extracted> mine = new FutureTask<>(() -> extract(layers));
        FutureTask<Extracted> first =
                extractions.computeIfAbsent(layers.stream().map(Layer::diffId).toList(), key -> mine);
        if (first == mine) {
            mine.run();
        }
        return Waiting.forIt(first);
    }

    private Extracted extract(List<Layer> layers) throws IOException, InterruptedException {
        Extracted base = new Extracted(new StageRoot(workspace.newBase()), new DigestRecord());
        roots.extract(layers, base.root(), base.digests());
        return base;
    }
}
