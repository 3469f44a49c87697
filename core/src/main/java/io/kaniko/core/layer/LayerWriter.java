package io.kaniko.core.layer;

import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.tar.TarWriter;
import io.kaniko.spi.Changes;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Writes layers: one streaming pass from the files through the tar, its digest and the compression to the blob's digest
 * and the blob store.
 *
 * <p>All layers that one writer has in the making share {@value #BUDGET} bytes of heap at the most (a quarter of the
 * heap, where that is less), and as many outside of it, so a program should have one writer. How large a file or a layer
 * is does not matter; how many entries a layer has does, by some hundred bytes for each. The writer leaves out what is no fact about the image: user
 * names, access times, fractions of seconds, attributes of the machine.
 */
public final class LayerWriter {

    /** Bytes of blocks, compressed and not, of all layers in the making. */
    static final long BUDGET = 64L << 20;

    /** Bytes outside the heap of everything that compresses. */
    static final long COMPRESSOR_BUDGET = 64L << 20;

    private final BlobStore store;
    private final LayerFormat format;
    private final ExecutorService executor;
    private final BlockPool pool;
    private final Compressors compressors;

    /**
     * @param executor compresses; its threads must not all wait in {@link #write} themselves, so give it threads of its
     *     own, or virtual ones
     * @param gzip what compresses where the format is gzip
     */
    public LayerWriter(BlobStore store, LayerFormat format, ExecutorService executor, GzipCodec gzip) {
        this.store = store;
        this.format = format;
        this.executor = executor;
        this.pool = new BlockPool(Math.min(BUDGET, Runtime.getRuntime().maxMemory() / 4));
        this.compressors = new Compressors(codec(format, gzip), COMPRESSOR_BUDGET);
    }

    private static BlockCodec codec(LayerFormat format, GzipCodec gzip) {
        return switch (format.compression()) {
            case GZIP -> gzip.at(format.level());
            case ZSTD -> ZstdFrames.at(format.level());
        };
    }

    /**
     * Writes a layer that holds the changed paths with all their parents, and whiteouts for the deleted ones. Returns
     * when everything has been read, so that the files may change; compression goes on in the background. No changes
     * give a valid layer without entries.
     *
     * @param digests told the digest of every file that is written, so that nobody need read it again to know whether
     *     it has changed; without it, none is computed
     * @return the layer, when it lies in the store; or the reason why it does not
     * @throws IOException when a file cannot be read, or changes while it is read: nothing stays behind
     */
    public Future<WrittenLayer> write(StageRoot root, Changes changes, Optional<DigestRecord> digests)
            throws IOException {
        LayerItems items = LayerItems.of(root, changes);
        BlobPipeline pipeline = pipeline();
        try {
            OptionalLong latest = format.clampTime().isPresent()
                    ? OptionalLong.of(format.clampTime().get().getEpochSecond())
                    : OptionalLong.empty();
            int entries = new LayerTar(root, digests, latest, new TarWriter(pipeline)).write(items);
            return pipeline.finish().thenApply(outcome -> written(outcome, entries));
        } catch (IOException | RuntimeException | Error e) {
            pipeline.abort(e);
            throw e;
        }
    }

    private BlobPipeline pipeline() throws IOException {
        BlobSink sink = store.create();
        return new BlobPipeline(pool, sink, new Encoder(sink, compressors), executor);
    }

    private WrittenLayer written(BlobPipeline.Outcome outcome, int entries) {
        Descriptor descriptor = new Descriptor(format.compression().mediaType(), outcome.digest(), outcome.size());
        return new WrittenLayer(new Layer(outcome.diffId(), descriptor, Optional.empty()), outcome.tarSize(), entries);
    }
}
