package io.kaniko.core.layer;

import io.kaniko.core.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Blobs by digest, as files of one directory. A blob appears under its name only when it is complete, so that several
 * threads, also those that write the same blob, need no lock.
 */
public final class BlobStore {

    private final Path directory;

    /** @param directory made with the first blob */
    public BlobStore(Path directory) {
        this.directory = directory;
    }

    public boolean has(Digest digest) {
        return Files.exists(path(digest));
    }

    /** Where the blob lies, or would lie. */
    public Path path(Digest digest) {
        return directory.resolve("sha256").resolve(digest.hex());
    }

    public long size(Digest digest) throws IOException {
        return Files.size(path(digest));
    }

    public InputStream open(Digest digest) throws IOException {
        return Files.newInputStream(path(digest));
    }

    /** A place for a new blob. */
    public BlobSink create() throws IOException {
        Files.createDirectories(directory.resolve("sha256"));
        return new BlobSink(this, Files.createTempFile(Files.createDirectories(directory.resolve("partial")), "blob-", ""));
    }
}
