package io.kaniko.core.destination;

import io.kaniko.core.image.Image;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.MediaType;
import io.kaniko.core.tar.Decompression;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.core.tar.TarWriter;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.FileType;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the archive that {@code docker save} writes and {@code docker load} reads. Layers stay compressed with gzip;
 * zstd is undone, because older Docker does not know it.
 */
final class DockerArchiveWriter {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ImageFiles files;

    DockerArchiveWriter(ImageFiles files) {
        this.files = files;
    }

    Digest write(Image image, Destination.DockerArchive archive) throws IOException, InterruptedException {
        Path file = archive.file().toAbsolutePath();
        try {
            Files.createDirectories(file.getParent());
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                // A pipe or a device stays what it is.
                writeTo(file, image, archive);
            } else {
                ImageFiles.replace(file, partial -> writeTo(partial, image, archive));
            }
        } catch (IOException e) {
            throw new BuildException(
                    BuildException.Kind.ENVIRONMENT,
                    "Cannot write the archive " + archive.file(),
                    Optional.of("Choose a file for --tar-path that can be written, on a file system with enough room."),
                    e);
        }
        return image.digest();
    }

    private void writeTo(Path file, Image image, Destination.DockerArchive archive)
            throws IOException, InterruptedException {
        byte[] config = image.configBytes();
        String configName = Digest.of(config).hex() + ".json";
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                TarWriter tar = new TarWriter(out)) {
            put(tar, configName, config);
            ArrayNode layerNames = JSON.createArrayNode();
            Set<String> written = new HashSet<>();
            for (Layer layer : image.layers()) {
                String name = layerName(layer);
                if (written.add(name)) {
                    putLayer(tar, name, layer);
                }
                layerNames.add(name);
            }
            put(tar, "manifest.json", manifest(configName, layerNames, archive));
            tar.finish();
        }
    }

    private static byte[] manifest(String configName, ArrayNode layerNames, Destination.DockerArchive archive) {
        ArrayNode manifest = JSON.createArrayNode();
        ObjectNode entry = manifest.addObject();
        entry.put("Config", configName);
        ArrayNode tags = entry.putArray("RepoTags");
        for (ImageReference name : archive.names()) {
            tags.add(name.repositoryName() + ":" + name.tagOrLatest());
        }
        entry.set("Layers", layerNames);
        return JSON.writeValueAsBytes(manifest);
    }

    private static boolean isZstd(Layer layer) {
        return layer.descriptor().mediaType().equals(MediaType.OCI_LAYER_ZSTD);
    }

    private static String layerName(Layer layer) {
        boolean gzip = layer.descriptor().mediaType().endsWith("gzip");
        return isZstd(layer)
                ? layer.diffId().hex() + ".tar"
                : layer.descriptor().digest().hex() + (gzip ? ".tar.gz" : ".tar");
    }

    private void putLayer(TarWriter tar, String name, Layer layer) throws IOException, InterruptedException {
        Path blob = files.blob(layer);
        if (!isZstd(layer)) {
            try (InputStream in = Files.newInputStream(blob)) {
                tar.put(entry(name, layer.descriptor().size()), in);
            }
            return;
        }
        // A tar entry begins with its length, so the layer is read twice.
        long size;
        try (InputStream in = Decompression.open(Files.newInputStream(blob))) {
            size = in.transferTo(OutputStream.nullOutputStream());
        }
        try (InputStream in = Decompression.open(Files.newInputStream(blob))) {
            tar.put(entry(name, size), in);
        }
    }

    private static void put(TarWriter tar, String name, byte[] content) throws IOException {
        tar.put(entry(name, content.length), new ByteArrayInputStream(content));
    }

    private static TarEntry entry(String name, long size) {
        return new TarEntry(name, FileType.REGULAR, false, 0644, 0, 0, size, 0, 0, "", 0, new TreeMap<>());
    }
}
