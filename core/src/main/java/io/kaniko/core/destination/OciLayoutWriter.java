package io.kaniko.core.destination;

import io.kaniko.core.image.Image;
import io.kaniko.core.image.Index;
import io.kaniko.core.image.Manifest;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.MediaType;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes an image layout: the blobs first, the index last, so that a reader never meets a name without its parts. The
 * index then names this image alone; blobs of earlier images stay. An image in Docker's format keeps its media types,
 * so that its digest is the same at every destination.
 */
final class OciLayoutWriter {

    private static final byte[] VERSION = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);

    private final ImageFiles files;

    OciLayoutWriter(ImageFiles files) {
        this.files = files;
    }

    Digest write(Image image, Destination.OciLayout layout) throws InterruptedException {
        try {
            return writeFiles(image, layout);
        } catch (IOException e) {
            throw new BuildException(
                    BuildException.Kind.ENVIRONMENT,
                    "Cannot write the image layout " + layout.directory(),
                    Optional.of("Choose a directory for --oci-layout-path that can be written, on a file system with"
                            + " enough room."),
                    e);
        }
    }

    private Digest writeFiles(Image image, Destination.OciLayout layout) throws IOException, InterruptedException {
        Path blobs = layout.directory().resolve("blobs").resolve("sha256");
        Files.createDirectories(blobs);
        for (Layer layer : image.layers()) {
            Path file = blobs.resolve(layer.descriptor().digest().hex());
            if (!isThere(file, layer.descriptor().size())) {
                ImageFiles.linkOrCopy(files.blob(layer), file);
            }
        }
        byte[] config = image.configBytes();
        Manifest manifest = image.manifest();
        byte[] manifestBytes = manifest.toJson();
        Digest digest = Digest.of(manifestBytes);
        writeSmall(blobs.resolve(manifest.config().digest().hex()), config);
        writeSmall(blobs.resolve(digest.hex()), manifestBytes);
        writeSmall(layout.directory().resolve("oci-layout"), VERSION);
        Descriptor descriptor = new Descriptor(
                manifest.mediaType(),
                digest,
                manifestBytes.length,
                annotations(layout.names()),
                image.config().platform());
        writeSmall(
                layout.directory().resolve("index.json"),
                new Index(MediaType.OCI_INDEX, List.of(descriptor), Map.of()).toJson());
        return digest;
    }

    private static boolean isThere(Path file, long size) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) == size;
    }

    private static void writeSmall(Path file, byte[] content) throws IOException, InterruptedException {
        ImageFiles.replace(file, partial -> Files.write(partial, content));
    }

    /** What skopeo and containerd find an image by. One name only: readers take two entries for two images. */
    private static Map<String, String> annotations(List<ImageReference> names) {
        Map<String, String> annotations = new LinkedHashMap<>();
        if (!names.isEmpty()) {
            ImageReference name = names.getFirst();
            annotations.put("io.containerd.image.name", name.repositoryName() + ":" + name.tagOrLatest());
            annotations.put("org.opencontainers.image.ref.name", name.tagOrLatest());
        }
        return annotations;
    }
}
