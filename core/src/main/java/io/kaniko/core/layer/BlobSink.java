package io.kaniko.core.layer;

import io.kaniko.core.oci.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Takes the bytes of a blob and hashes them. What is not committed when this is closed is deleted. */
public final class BlobSink extends OutputStream {

    private final BlobStore store;
    private final Path partial;
    private final OutputStream out;
    private final MessageDigest hash = Digest.newHash();
    private long size;
    private @Nullable Digest committed;

    BlobSink(BlobStore store, Path partial) throws IOException {
        this.store = store;
        this.partial = partial;
        this.out = Files.newOutputStream(partial);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        hash.update(bytes, offset, length);
        size += length;
    }

    /** Bytes so far. */
    public long size() {
        return size;
    }

    /** Puts the blob into the store under its digest. Nothing may be written afterwards. */
    public Digest commit() throws IOException {
        out.close();
        Digest digest = Digest.ofHash(hash.digest());
        Files.move(partial, store.path(digest), StandardCopyOption.ATOMIC_MOVE);
        committed = digest;
        return digest;
    }

    /**
     * Puts the blob into the store if it is the expected one.
     *
     * @throws IOException when size or digest differ; nothing is kept then
     */
    public void commit(Digest expected, long expectedSize) throws IOException {
        if (size != expectedSize) {
            throw new IOException("blob " + expected + " has " + size + " bytes, expected " + expectedSize);
        }
        out.close();
        Digest digest = Digest.ofHash(hash.digest());
        if (!digest.equals(expected)) {
            throw new IOException("blob " + expected + " has another content: its digest is " + digest);
        }
        Files.move(partial, store.path(digest), StandardCopyOption.ATOMIC_MOVE);
        committed = digest;
    }

    @Override
    public void close() throws IOException {
        out.close();
        if (committed == null) {
            Files.deleteIfExists(partial);
        }
    }
}
