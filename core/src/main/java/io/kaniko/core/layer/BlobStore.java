package io.kaniko.core.layer;

import io.kaniko.core.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Blobs by their digest: {@code sha256/<hex>} below a directory of the executor, as in an OCI layout's {@code blobs}.
 * A blob is there completely or not at all: it is written as a partial file beside the others and renamed when its
 * digest is known. Threads may share a store, and write the same blob at the same time.
 */
public final class BlobStore {

    private final Path directory;

    /** @param directory made at the first write */
    public BlobStore(Path directory) {
        this.directory = directory;
    }

    public boolean has(Digest digest) {
        return Files.isRegularFile(path(digest));
    }

    /** Where a blob is, or would be. */
    public Path path(Digest digest) {
        return directory.resolve("sha256").resolve(digest.hex());
    }

    /** Bytes of a blob that is there. */
    public long size(Digest digest) throws IOException {
        return Files.size(path(digest));
    }

    /**
     * Opens a blob. What was written has been checked; whoever applies or sends it checks again while reading.
     *
     * @throws java.nio.file.NoSuchFileException when the store has it not
     */
    public InputStream open(Digest digest) throws IOException {
        return Files.newInputStream(path(digest));
    }

    /** Begins a blob. */
    public BlobSink create() throws IOException {
        return create(new ArrivingBlob());
    }

    /** Begins a blob whose readers need not wait for its end. */
    public BlobSink create(ArrivingBlob arrival) throws IOException {
        Path partial = directory.resolve("partial");
        Files.createDirectories(partial);
        Files.createDirectories(directory.resolve("sha256"));
        return new BlobSink(this, Files.createTempFile(partial, "", ""), arrival);
    }
}
