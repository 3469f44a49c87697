package io.kaniko.core.layer;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.spi.Changes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Writes layers: tar, SHA-256 of the tar, compression, SHA-256 of the result, blob store, in one pass. {@link #write}
 * returns when all files have been read; a thread of the layer's own goes on compressing.
 *
 * <p>Memory for one layer is bounded by the pipe and the blocks being compressed, about 64 MiB, whatever its size.
 */
public final class LayerWriter {

    /** zlib's own default would be 6, which costs three times the time of 1 for a tenth of the size; see bench. */
    private static final int DEFAULT_GZIP_LEVEL = 6;

    private static final int DEFAULT_ZSTD_LEVEL = 3;

    private final BlobStore store;
    private final LayerFormat format;
    private final ExecutorService compressors;

    /** @param compressors as many threads as there are cores; the caller ends them */
    public LayerWriter(BlobStore store, LayerFormat format, ExecutorService compressors) {
        this.store = store;
        this.format = format;
        this.compressors = compressors;
    }

    /**
     * Writes a layer of the touched paths and their parents.
     *
     * @return the layer, once it is complete in the blob store
     * @throws IOException when a file cannot be read, or changes while it is
     */
    public Future<WrittenLayer> write(StageRoot root, Changes changes) throws IOException {
        BlockPipe pipe = new BlockPipe();
        CompletableFuture<WrittenLayer> written = new CompletableFuture<>();
        CompletableFuture<Integer> entries = new CompletableFuture<>();
        Thread.ofPlatform().name("layer").daemon().start(() -> {
            try (InputStream tar = pipe.reader()) {
                written.complete(store(tar, entries));
            } catch (IOException | RuntimeException e) {
                written.completeExceptionally(e);
            }
        });
        try {
            entries.complete(new LayerTar(root, changes, format.clampTime()).write(pipe));
            pipe.close();
        } catch (IOException | RuntimeException e) {
            IOException cause = e instanceof IOException failure ? failure : new IOException(e);
            pipe.fail(cause);
            throw e;
        }
        return written;
    }

    private WrittenLayer store(InputStream tar, CompletableFuture<Integer> entries) throws IOException {
        MessageDigest diffHash = Digest.newHash();
        long tarSize = 0;
        try (BlobSink sink = store.create()) {
            try (OutputStream compressed = compressed(sink)) {
                byte[] buffer = new byte[BlockPipe.BLOCK_SIZE];
                for (int count = tar.read(buffer); count >= 0; count = tar.read(buffer)) {
                    diffHash.update(buffer, 0, count);
                    compressed.write(buffer, 0, count);
                    tarSize += count;
                }
            }
            long size = sink.size();
            Digest digest = sink.commit();
            Descriptor descriptor = new Descriptor(format.compression().mediaType(), digest, size);
            Layer layer = new Layer(Digest.ofHash(diffHash.digest()), descriptor, Optional.empty());
            return new WrittenLayer(layer, tarSize, entries.join());
        }
    }

    private OutputStream compressed(BlobSink sink) throws IOException {
        return switch (format.compression()) {
            case NONE -> new Uncompressed(sink);
            case GZIP -> new ParallelGzip(sink, level(DEFAULT_GZIP_LEVEL), compressors);
            case ZSTD -> {
                ZstdOutputStreamNoFinalizer zstd =
                        new ZstdOutputStreamNoFinalizer(new Uncompressed(sink), level(DEFAULT_ZSTD_LEVEL));
                zstd.setWorkers(Runtime.getRuntime().availableProcessors());
                yield zstd;
            }
        };
    }

    private int level(int standard) {
        return format.level() < 0 ? standard : format.level();
    }

    /** Passes bytes on and leaves the blob open when it is closed. */
    private static final class Uncompressed extends java.io.FilterOutputStream {
        Uncompressed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() {}
    }
}
