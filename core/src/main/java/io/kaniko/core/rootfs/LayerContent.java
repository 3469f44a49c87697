package io.kaniko.core.rootfs;

import io.kaniko.core.oci.Digest;
import io.kaniko.spi.BuildException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * The tar of one layer, decompressed ahead of its reader by a thread of its own. However large the layer is,
 * at most {@value #MOST_BYTES_AHEAD} bytes of it wait.
 */
public final class LayerContent implements Closeable {

    /** How much of a layer may lie in memory before it is written. */
    public static final int MOST_BYTES_AHEAD = ReadAhead.MOST_BYTES;

    private final InputStream blob;
    private final ReadAhead uncompressed;
    private final Digest expected;
    private final String name;

    private LayerContent(InputStream blob, Digest expected, String name) {
        this.blob = blob;
        this.uncompressed = ReadAhead.decompressing(blob);
        this.expected = expected;
        this.name = name;
    }

    /**
     * Begins to decompress.
     *
     * @param blob a tar, plain or compressed; closed with this object
     * @param expected the digest of the uncompressed tar
     * @param name of the layer, for messages
     */
    public static LayerContent begin(InputStream blob, Digest expected, String name) {
        return new LayerContent(blob, expected, name);
    }

    String name() {
        return name;
    }

    InputStream stream() {
        return uncompressed;
    }

    /** Reads what is left and checks the digest. */
    void check() throws IOException {
        Digest actual = uncompressed.digestOfRest();
        if (!actual.equals(expected)) {
            throw new BuildException(
                    BuildException.Kind.EXTERNAL,
                    "layer " + name + " is not what its image says: its content is " + actual + ", expected "
                            + expected,
                    "The image is damaged; push it again.");
        }
    }

    /** Ends the thread, which may still be waiting for the blob. */
    @Override
    public void close() throws IOException {
        try {
            uncompressed.close();
        } finally {
            blob.close();
        }
    }
}
