package io.kaniko.core.rootfs;

import io.kaniko.core.oci.Digest;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.core.tar.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Applies layers to a stage root, the lowest first (image-spec, layer.md): ordinary and opaque whiteouts, hard links,
 * devices, attributes, times. Nothing is written outside the root, whatever names and links a layer has, and the result
 * depends on the layers alone: directories that a layer does not speak of keep their times. Not safe for several
 * threads.
 */
public final class LayerExtractor {

    private final StageRoot root;
    private final DigestRecord digests;

    /** @param digests told the content's digest of every file that is written */
    public LayerExtractor(StageRoot root, DigestRecord digests) {
        this.root = root;
        this.digests = digests;
    }

    /**
     * Applies one layer: a tar, plain or compressed.
     *
     * @param expected the digest of the uncompressed tar
     * @param name of the layer, for messages
     * @throws io.kaniko.spi.BuildException when the digest differs
     * @throws IOException when the layer is malformed, or the disk refuses
     */
    public void apply(InputStream blob, Digest expected, String name) throws IOException {
        try (LayerContent content = LayerContent.begin(blob, expected, name)) {
            apply(content);
        }
    }

    /** Applies one layer that is being decompressed already; the caller closes it. Throws what {@link #apply} throws. */
    public void apply(LayerContent layer) throws IOException {
        try {
            apply(new TarReader(layer.stream()));
            layer.check();
        } catch (IOException e) {
            throw new IOException("cannot unpack layer " + layer.name() + ": " + e.getMessage(), e);
        }
    }

    private void apply(TarReader tar) throws IOException {
        try (EntryWriter writer = new EntryWriter(root, Optional.of(digests), new DirectoryTimes(root, true))) {
            Unpacking unpacking = new Unpacking(root, writer, UnpackWitness.NONE);
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                String path = ImagePath.clean(entry.path());
                Accounts.Owner owner = new Accounts.Owner(entry.uid(), entry.gid());
                Optional<Whiteout> whiteout = Whiteout.of(path);
                if (whiteout.isPresent()) {
                    unpacking.hide(path, whiteout.get());
                } else if (!path.isEmpty()) {
                    unpacking.write(path, entry, tar.content(), owner);
                } else if (entry.isDirectory()) {
                    writer.write("", entry, tar.content(), owner, Optional.empty());
                }
            }
            unpacking.finish();
        }
    }
}
