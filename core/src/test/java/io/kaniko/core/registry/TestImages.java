package io.kaniko.core.registry;

import io.kaniko.core.image.HistoryEntry;
import io.kaniko.core.image.Image;
import io.kaniko.core.image.ImageConfig;
import io.kaniko.core.image.ImageFormat;
import io.kaniko.core.layer.BlobSink;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.MediaType;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.core.tar.TarWriter;
import io.kaniko.spi.FileType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Images small enough for tests, and real enough for every registry and reader. */
public final class TestImages {

    public static final Platform LINUX = new Platform("linux", "amd64");

    private TestImages() {}

    /** An image with a layer for each size: one file of so many bytes that do not compress. */
    public static Image image(BlobStore blobs, ImageFormat format, int... sizes) throws IOException {
        Layer[] layers = new Layer[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            layers[i] = layer(blobs, "file" + i, sizes[i]);
        }
        return image(format, layers);
    }

    /** An image of these layers. */
    public static Image image(ImageFormat format, Layer... layers) {
        List<HistoryEntry> history = new ArrayList<>();
        for (Layer layer : layers) {
            String createdBy = "COPY " + layer.diffId().shortHex();
            history.add(new HistoryEntry(Optional.empty(), createdBy, Optional.empty(), Optional.empty(), false));
        }
        ImageConfig config = ImageConfig.scratch(LINUX)
                .withDiffIds(Arrays.stream(layers).map(Layer::diffId).toList())
                .withMoreHistory(history);
        return new Image(config, List.of(layers), format, Map.of());
    }

    /** A gzip layer in the store, with one file. */
    public static Layer layer(BlobStore blobs, String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        try (TarWriter writer = new TarWriter(tar)) {
            writer.put(
                    new TarEntry(name, FileType.REGULAR, false, 0644, 0, 0, size, 1, 0, "", 0, new TreeMap<>()),
                    new ByteArrayInputStream(content));
            writer.finish();
        }
        try (BlobSink sink = blobs.create()) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(new Unclosed(sink))) {
                gzip.write(tar.toByteArray());
            }
            long blobSize = sink.size();
            Digest digest = sink.commit();
            return new Layer(
                    Digest.of(tar.toByteArray()),
                    new Descriptor(MediaType.OCI_LAYER_GZIP, digest, blobSize),
                    Optional.empty());
        }
    }

    /** Lets a compressor end without ending the sink. */
    private static final class Unclosed extends java.io.FilterOutputStream {
        Unclosed(BlobSink sink) {
            super(sink);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
