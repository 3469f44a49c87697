package io.kaniko.core.layer;

import io.kaniko.core.oci.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;

/**
 * A blob on its way into the {@link BlobStore}. What was not committed when it is closed is deleted. One thread at a
 * time; unbuffered, so write in large pieces.
 */
public final class BlobSink extends OutputStream {

    private final BlobStore store;
    private final Path partial;
    private final ArrivingBlob arrival;
    private final OutputStream out;
    private final MessageDigest hash = Digest.newHash();
    private long size;
    private boolean committed;

    BlobSink(BlobStore store, Path partial, ArrivingBlob arrival) throws IOException {
        this.store = store;
        this.partial = partial;
        this.arrival = arrival;
        this.out = Files.newOutputStream(partial);
        arrival.begin(partial);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw new IOException("cannot write " + partial + ": " + e.getMessage(), e);
        }
        hash.update(bytes, offset, length);
        size += length;
        arrival.arrived(size);
    }

    /** Bytes so far. */
    public long size() {
        return size;
    }

    /** Puts the blob into the store under the digest that it has. */
    public Digest commit() throws IOException {
        Digest digest = Digest.ofHash(hash.digest());
        moveTo(digest);
        return digest;
    }

    /**
     * Puts the blob into the store if it is the expected one.
     *
     * @throws IOException when it is not, saying what differs; the blob is then gone
     */
    public void commit(Digest expected, long expectedSize) throws IOException {
        if (size != expectedSize) {
            close();
            throw new IOException(
                    "the blob " + expected + " should have " + expectedSize + " bytes, but " + size + " have arrived");
        }
        Digest digest = Digest.ofHash(hash.digest());
        if (!digest.equals(expected)) {
            close();
            throw new IOException("the content of the blob " + expected + " is damaged: its digest is " + digest);
        }
        moveTo(digest);
    }

    private void moveTo(Digest digest) throws IOException {
        out.close();
        // Two threads may bring the same blob: the second rename replaces a file by an equal one.
        Files.move(partial, store.path(digest), StandardCopyOption.ATOMIC_MOVE);
        committed = true;
    }

    @Override
    public void close() throws IOException {
        if (!committed) {
            committed = true;
            try {
                out.close();
            } finally {
                Files.deleteIfExists(partial);
            }
        }
    }
}
