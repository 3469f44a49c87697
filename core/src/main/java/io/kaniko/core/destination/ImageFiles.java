package io.kaniko.core.destination;

import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.registry.Registries;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The files of an image: its layers' blobs, and how what is written becomes visible. */
final class ImageFiles {

    /** What follows the build may run as another user; the image is no secret of the one who built it. */
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    private final Registries registries;
    private final BlobStore blobs;

    ImageFiles(Registries registries, BlobStore blobs) {
        this.registries = registries;
        this.blobs = blobs;
    }

    /** The file with a layer's blob, fetched from its origin if it is not here yet. */
    Path blob(Layer layer) throws IOException, InterruptedException {
        if (!blobs.has(layer.descriptor().digest())) {
            registries.fetchBlob(
                    layer.origin()
                            .orElseThrow(() -> new BuildException(
                                    BuildException.Kind.INTERNAL,
                                    "The layer " + layer.descriptor().digest()
                                            + " is neither in the blob store nor in any registry")),
                    layer.descriptor(),
                    blobs);
        }
        return blobs.path(layer.descriptor().digest());
    }

    /** Writes a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(Path file) throws IOException, InterruptedException;
    }

    /** Makes a file that has its name only once it is complete, and that everybody may read. */
    static void replace(Path file, Content content) throws IOException, InterruptedException {
        Path directory = file.toAbsolutePath().getParent();
        Path partial = Files.createTempFile(directory, "." + file.getFileName() + ".", ".partial");
        try {
            content.writeTo(partial);
            Files.setPosixFilePermissions(partial, READABLE);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /** Gives a blob a second name, or copies it where that crosses file systems. */
    static void linkOrCopy(Path blob, Path file) throws IOException, InterruptedException {
        replace(file, partial -> {
            Files.delete(partial);
            try {
                Files.createLink(partial, blob);
            } catch (IOException e) {
                // Another file system, or one without hard links.
                Files.copy(blob, partial, StandardCopyOption.REPLACE_EXISTING);
            }
        });
    }
}
