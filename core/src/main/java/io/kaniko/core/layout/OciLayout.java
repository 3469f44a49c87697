package io.kaniko.core.layout;

import io.kaniko.core.image.ImageConfig;
import io.kaniko.core.image.Index;
import io.kaniko.core.image.Manifest;
import io.kaniko.core.layer.BlobSink;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.MediaType;
import io.kaniko.core.oci.Platform;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads an OCI layout. Digests are checked whenever something is read. */
public final class OciLayout {

    private static final String REFERENCE = "org.opencontainers.image.ref.name";
    private static final String LATEST = "latest";
    private static final int LONGEST_DOCUMENT_BYTES = 8 * 1024 * 1024;
    /** An index may list indexes; nobody needs more than two. */
    private static final int DEEPEST_INDEX = 10;

    private final Path directory;
    private final BlobStore blobs;

    public OciLayout(Path directory) {
        this.directory = directory;
        this.blobs = new BlobStore(directory.resolve("blobs"));
    }

    /**
     * Finds an image.
     *
     * @param tag the entry of {@code index.json} with this name; without tag and digest the entry {@code latest}, or the
     *     only one
     * @param digest of a manifest or an index; wins over the tag
     * @param platform which image of an index is wanted
     * @throws BuildException when there is no such image, or the layout is damaged
     */
    public LayoutImage find(Optional<String> tag, Optional<Digest> digest, Platform platform) throws IOException {
        try {
            Index top = Index.parse(MediaType.OCI_INDEX, document(directory.resolve("index.json")));
            Digest wanted = digest.isPresent()
                    ? digest.get()
                    : entry(top, tag, platform).digest();
            return image(wanted, platform);
        } catch (IllegalArgumentException e) {
            throw unusable(String.valueOf(e.getMessage()), "Write the layout anew.");
        } catch (NoSuchFileException e) {
            throw unusable(
                    "there is no file " + e.getFile(),
                    "An OCI layout is a directory with index.json and blobs/sha256; \"skopeo copy docker://NAME"
                            + " oci:DIRECTORY:TAG\" writes one.");
        }
    }

    /** Copies a blob into a store, unless it is there. */
    public void copyBlob(Descriptor blob, BlobStore into) throws IOException {
        if (into.has(blob.digest())) {
            return;
        }
        try (InputStream content = blobs.open(blob.digest());
                BlobSink sink = into.create()) {
            content.transferTo(sink);
            sink.commit(blob.digest(), blob.size());
        } catch (NoSuchFileException e) {
            throw unusable("the blob " + blob.digest() + " is missing", "Write the layout anew, with all layers.");
        }
    }

    private Descriptor entry(Index top, Optional<String> tag, Platform platform) {
        List<Descriptor> images = top.images();
        for (Descriptor image : images) {
            if (isCalled(image, tag.orElse(LATEST))) {
                return image;
            }
        }
        if (tag.isEmpty() && images.size() == 1) {
            return images.getFirst();
        }
        List<String> names = images.stream()
                .flatMap(image -> Optional.ofNullable(image.annotations().get(REFERENCE)).stream())
                .toList();
        if (tag.isEmpty() && names.isEmpty()) {
            return top.choose(platform);
        }
        throw unusable(
                tag.isEmpty()
                        ? "it holds " + images.size() + " images, and none of them is called " + LATEST
                        : "it has no image called " + tag.get(),
                names.isEmpty() ? "No image of it has a name." : "It has " + String.join(", ", names) + ".");
    }

    /** Tools write the tag alone, or the whole name with the tag. */
    private static boolean isCalled(Descriptor image, String tag) {
        String name = image.annotations().getOrDefault(REFERENCE, "");
        return name.equals(tag) || name.endsWith(":" + tag);
    }

    private LayoutImage image(Digest wanted, Platform platform) throws IOException {
        Digest here = wanted;
        for (int depth = 0; depth < DEEPEST_INDEX; depth++) {
            byte[] json = checked(here);
            if (!Index.looksLikeOne(json)) {
                Manifest manifest = Manifest.parse("", json);
                manifest.requireContainerImage();
                ImageConfig config = ImageConfig.parse(checked(manifest.config().digest()));
                List<Layer> layers = manifest.layersOf(config, Optional.empty());
                return new LayoutImage(here, manifest, config, layers);
            }
            here = Index.parse(MediaType.OCI_INDEX, json).choose(platform).digest();
        }
        throw new IllegalArgumentException("its indexes are nested more than " + DEEPEST_INDEX + " deep");
    }

    private byte[] checked(Digest digest) throws IOException {
        byte[] content = document(blobs.path(digest));
        if (!Digest.of(content).equals(digest)) {
            throw new IllegalArgumentException(
                    "the content of the blob " + digest + " is damaged: its digest is " + Digest.of(content));
        }
        return content;
    }

    private static byte[] document(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LONGEST_DOCUMENT_BYTES + 1);
            if (content.length > LONGEST_DOCUMENT_BYTES) {
                throw new IllegalArgumentException(file + " is longer than " + LONGEST_DOCUMENT_BYTES + " bytes");
            }
            return content;
        }
    }

    private BuildException unusable(String reason, String remedy) {
        return new BuildException(
                BuildException.Kind.USER, "Cannot use the OCI layout " + directory + ": " + reason + ".", remedy);
    }
}
