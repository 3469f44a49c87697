package io.kaniko.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.credentials.Keychain;
import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.image.Image;
import io.kaniko.core.image.ImageFormat;
import io.kaniko.core.image.ImageValidator;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PushAndPullRegistryTest {

    @TempDir
    static Path serverDirectory;

    static LocalRegistry server;

    @TempDir
    Path directory;

    private final List<BuildEvent> events = new CopyOnWriteArrayList<>();
    private Registries registries;
    private BlobStore blobs;

    @BeforeAll
    static void startServer() throws Exception {
        server = LocalRegistry.start(serverDirectory);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void connect() {
        Keychain keychain = new Keychain(List.of(), Map.of(), directory);
        registries = new Registries(RegistryOptions.builder().build(), keychain, events::add);
        blobs = new BlobStore(directory.resolve("blobs"));
    }

    private static ImageReference reference(String rest) {
        return ImageReference.parse(server.name() + "/" + rest);
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void pushedImageIsReadBySkopeoAndByItself(ImageFormat format) throws Exception {
        Image image = TestImages.image(blobs, format, 10, 3_000_000);
        assertThat(ImageValidator.problems(image.manifestBytes(), image.configBytes()))
                .isEmpty();
        ImageReference name = reference("acme/" + format.name().toLowerCase() + ":1");

        Digest digest = registries.push(image, name, blobs);

        assertThat(digest).isEqualTo(image.digest());
        assertThat(Program.run(
                        "skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}", "docker://" + name))
                .isEqualToIgnoringNewLines(digest.toString());
        Program.run(
                "skopeo",
                "copy",
                "-q",
                "--src-tls-verify=false",
                "docker://" + name,
                "dir:" + directory.resolve("read"));
        assertThat(Files.readAllBytes(directory.resolve("read/manifest.json"))).isEqualTo(image.manifestBytes());

        PulledImage pulled = registries.pull(name, TestImages.LINUX);
        assertThat(pulled.reference()).isEqualTo(name.withDigest(digest));
        assertThat(pulled.config().toJson()).isEqualTo(image.configBytes());
        assertThat(pulled.layers())
                .extracting(Layer::diffId)
                .containsExactlyElementsOf(image.config().diffIds());
        BlobStore other = new BlobStore(directory.resolve("other"));
        for (Layer layer : pulled.layers()) {
            registries.fetchBlob(layer.origin().orElseThrow(), layer.descriptor(), other);
            assertThat(Files.mismatch(
                            other.path(layer.descriptor().digest()),
                            blobs.path(layer.descriptor().digest())))
                    .isEqualTo(-1);
        }
    }

    @Test
    void blobsThatAreThereAreNotSentAgain() throws Exception {
        Image image = TestImages.image(blobs, ImageFormat.OCI, 20_001);
        registries.push(image, reference("twice:1"), blobs);
        connect();
        events.clear();

        registries.push(image, reference("twice:2"), blobs);

        assertThat(notes()).containsOnly("already there");
    }

    @Test
    void layersOfAnotherRepositoryAreMounted() throws Exception {
        Image image = TestImages.image(blobs, ImageFormat.OCI, 30_001);
        registries.push(image, reference("base:1"), blobs);
        connect();
        PulledImage base = registries.pull(reference("base:1"), TestImages.LINUX);
        Image derived = new Image(base.config(), base.layers(), ImageFormat.OCI, Map.of());
        events.clear();

        registries.push(derived, reference("derived:1"), new BlobStore(directory.resolve("empty")));

        assertThat(notes()).contains("mounted from base");
        assertThat(registries
                        .pull(reference("derived:1"), TestImages.LINUX)
                        .reference()
                        .digest())
                .contains(image.digest());
    }

    @Test
    void layersThatAreOnlyElsewhereAreFetchedAndSent(@TempDir Path second) throws Exception {
        try (LocalRegistry other = LocalRegistry.start(second)) {
            Image image = TestImages.image(blobs, ImageFormat.OCI, 40_001);
            ImageReference there = ImageReference.parse(other.name() + "/far/base:1");
            registries.push(image, there, blobs);
            PulledImage base = registries.pull(there, TestImages.LINUX);
            Image derived = new Image(base.config(), base.layers(), ImageFormat.OCI, Map.of());

            registries.push(derived, reference("near:1"), new BlobStore(directory.resolve("empty")));

            Program.run(
                    "skopeo",
                    "copy",
                    "-q",
                    "--src-tls-verify=false",
                    "docker://" + reference("near:1"),
                    "dir:" + directory.resolve("read"));
        }
    }

    @Test
    void anImageThatIsNotThereIsNotFound() throws Exception {
        assertThat(registries.find(reference("nobody/has:this"), TestImages.LINUX))
                .isEmpty();
    }

    @Test
    void pushPermissionLeavesNothingBehind() throws Exception {
        registries.checkPushPermission(reference("checked:1"));

        // This registry forgets the upload's data and keeps only a saved hash state.
        try (Stream<Path> files = Files.walk(serverDirectory.resolve("data"))) {
            assertThat(files.filter(file -> file.toString().contains("/checked/"))
                            .map(file -> file.getFileName().toString()))
                    .doesNotContain("startedat", "data");
        }
    }

    private List<String> notes() {
        return events.stream()
                .filter(BuildEvent.TransferFinished.class::isInstance)
                .map(BuildEvent.TransferFinished.class::cast)
                .map(BuildEvent.TransferFinished::note)
                .map(note -> note.orElse("sent"))
                .toList();
    }
}
