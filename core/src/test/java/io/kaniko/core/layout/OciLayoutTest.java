package io.kaniko.core.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.image.Image;
import io.kaniko.core.image.ImageFormat;
import io.kaniko.core.image.Index;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.MediaType;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.registry.TestImages;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciLayoutTest {

    private static final Platform AMD64 = TestImages.LINUX;
    private static final Platform ARM64 = new Platform("linux", "arm64");
    private static final Optional<String> NO_TAG = Optional.empty();
    private static final Optional<Digest> NO_DIGEST = Optional.empty();

    @TempDir
    private Path directory;

    private BlobStore blobs;
    private Image small;
    private Image large;

    @BeforeEach
    void makeImages() throws IOException {
        blobs = new BlobStore(directory.resolve("blobs"));
        small = TestImages.image(blobs, ImageFormat.OCI, 10);
        large = TestImages.image(blobs, ImageFormat.DOCKER, 20, 30);
        for (Image image : List.of(small, large)) {
            put(image.manifestBytes());
            put(image.configBytes());
        }
    }

    @Test
    void findsAnImageByItsTagAloneOrInAName() throws IOException {
        index(entry(small, "1.0"), entry(large, "registry.example/app:2.0"));
        assertThat(find(Optional.of("1.0"), NO_DIGEST, AMD64).digest()).isEqualTo(small.digest());
        LayoutImage found = find(Optional.of("2.0"), NO_DIGEST, AMD64);
        assertThat(found.digest()).isEqualTo(large.digest());
        assertThat(found.layers())
                .extracting(Layer::diffId)
                .isEqualTo(large.config().diffIds());
    }

    @Test
    void takesTheLatestOrTheOnlyOneWithoutATag() throws IOException {
        index(entry(small, "1.0"), entry(large, "latest"));
        assertThat(find(NO_TAG, NO_DIGEST, AMD64).digest()).isEqualTo(large.digest());
        index(entry(small, "1.0"));
        assertThat(find(NO_TAG, NO_DIGEST, AMD64).digest()).isEqualTo(small.digest());
    }

    @Test
    void choosesThePlatformInAnIndex() throws IOException {
        byte[] inner = new Index(
                        MediaType.OCI_INDEX,
                        List.of(of(small.manifestBytes(), Map.of(), AMD64), of(large.manifestBytes(), Map.of(), ARM64)),
                        Map.of())
                .toJson();
        put(inner);
        index(new Descriptor(MediaType.OCI_INDEX, Digest.of(inner), inner.length));
        assertThat(find(NO_TAG, NO_DIGEST, AMD64).digest()).isEqualTo(small.digest());
        assertThat(find(NO_TAG, Optional.of(Digest.of(inner)), ARM64).digest()).isEqualTo(large.digest());
        assertThatThrownBy(() -> find(NO_TAG, NO_DIGEST, new Platform("linux", "s390x")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("no image for linux/s390x in the index; it has linux/amd64, linux/arm64");
    }

    @Test
    void aDigestNeedsNoEntry() throws IOException {
        index(entry(small, "1.0"));
        assertThat(find(Optional.of("1.0"), Optional.of(large.digest()), AMD64).digest())
                .isEqualTo(large.digest());
    }

    @Test
    void namesTheTagsThatThereAre() throws IOException {
        index(entry(small, "1.0"), entry(large, "2.0"));
        assertRefused(Optional.of("3.0"), "it has no image called 3.0", "It has 1.0, 2.0.");
        assertRefused(NO_TAG, "it holds 2 images, and none of them is called latest", "It has 1.0, 2.0.");
    }

    @Test
    void saysThatADirectoryIsNoLayout() {
        assertRefused(NO_TAG, "there is no file " + directory.resolve("index.json"), "skopeo");
    }

    @Test
    void doesNotBelieveDamagedBlobs() throws IOException {
        index(entry(small, "1.0"));
        Files.writeString(blobs.path(small.digest()), "{}");
        assertRefused(NO_TAG, "the content of the blob " + small.digest() + " is damaged", "Write the layout anew.");
    }

    @Test
    void copiesBlobsAndChecksThem(@TempDir Path elsewhere) throws IOException {
        index(entry(small, "1.0"));
        Descriptor layer = find(NO_TAG, NO_DIGEST, AMD64).layers().getFirst().descriptor();
        BlobStore store = new BlobStore(elsewhere);
        new OciLayout(directory).copyBlob(layer, store);
        assertThat(store.path(layer.digest())).hasSameBinaryContentAs(blobs.path(layer.digest()));

        Files.writeString(blobs.path(layer.digest()), "x".repeat((int) layer.size()));
        BlobStore other = new BlobStore(elsewhere.resolve("other"));
        assertThatThrownBy(() -> new OciLayout(directory).copyBlob(layer, other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is damaged");
        assertThat(other.has(layer.digest())).isFalse();
    }

    @Test
    void saysWhichLayerIsMissing(@TempDir Path elsewhere) throws IOException {
        index(entry(small, "1.0"));
        Descriptor layer = find(NO_TAG, NO_DIGEST, AMD64).layers().getFirst().descriptor();
        Files.delete(blobs.path(layer.digest()));
        assertThatThrownBy(() -> new OciLayout(directory).copyBlob(layer, new BlobStore(elsewhere)))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("the blob " + layer.digest() + " is missing");
    }

    private LayoutImage find(Optional<String> tag, Optional<Digest> digest, Platform platform) throws IOException {
        return new OciLayout(directory).find(tag, digest, platform);
    }

    private void assertRefused(Optional<String> tag, String reason, String remedy) {
        assertThatThrownBy(() -> find(tag, NO_DIGEST, AMD64))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith("Cannot use the OCI layout " + directory + ": " + reason)
                .satisfies(e ->
                        assertThat(((BuildException) e).remedy().orElseThrow()).contains(remedy));
    }

    private static Descriptor entry(Image image, String tag) {
        return of(image.manifestBytes(), Map.of("org.opencontainers.image.ref.name", tag), AMD64);
    }

    private static Descriptor of(byte[] manifest, Map<String, String> annotations, Platform platform) {
        return new Descriptor(
                MediaType.OCI_MANIFEST, Digest.of(manifest), manifest.length, annotations, Optional.of(platform));
    }

    private void index(Descriptor... entries) throws IOException {
        Files.write(
                directory.resolve("index.json"), new Index(MediaType.OCI_INDEX, List.of(entries), Map.of()).toJson());
    }

    private void put(byte[] content) throws IOException {
        Files.createDirectories(blobs.path(Digest.of(content)).getParent());
        Files.write(blobs.path(Digest.of(content)), content);
    }
}
