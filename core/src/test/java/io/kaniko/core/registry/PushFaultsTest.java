package io.kaniko.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.image.Image;
import io.kaniko.core.image.ImageFormat;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.MediaType;
import io.kaniko.core.registry.FakeRegistry.Reply;
import io.kaniko.core.registry.FakeRegistry.Seen;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushFaultsTest {

    private static final String START = "POST /v2/app/blobs/uploads/";
    private static final String MANIFEST = "PUT /v2/app/manifests/1";

    @TempDir
    Path directory;

    private FakeRegistry fake;
    private Connection connection;
    private Image image;

    @BeforeEach
    void start() throws Exception {
        fake = new FakeRegistry();
        connection = new Connection(directory);
        image = connection.image();
        fake.on(START, Reply.of(202, "", "Location", "/upload?state=a%2Fb"));
        fake.on("PUT /upload", Reply.of(201, ""));
        fake.on("DELETE /upload", Reply.of(204, ""));
        fake.on(MANIFEST, Reply.of(201, ""));
    }

    @AfterEach
    void stop() {
        connection.close();
        fake.close();
    }

    private ImageReference reference() {
        return ImageReference.parse(fake.name() + "/app:1");
    }

    private Digest push() throws IOException, InterruptedException {
        return connection.registries.push(image, reference(), connection.blobs);
    }

    private Layer layer() {
        return image.layers().getFirst();
    }

    @Test
    void layersComeBeforeTheConfigurationAndTheManifestLast() throws Exception {
        assertThat(push()).isEqualTo(image.digest());

        List<Seen> sent = fake.seen("PUT ");
        assertThat(sent)
                .extracting(Seen::line)
                .containsExactly(
                        "PUT /upload?state=a%2Fb&digest=" + layer().descriptor().digest(),
                        "PUT /upload?state=a%2Fb&digest="
                                + image.manifest().config().digest(),
                        "PUT /v2/app/manifests/1");
        assertThat(sent.get(0).body())
                .isEqualTo(Files.readAllBytes(
                        connection.blobs.path(layer().descriptor().digest())));
        assertThat(sent.get(0).header("Content-type")).isEqualTo("application/octet-stream");
        assertThat(sent.get(1).body()).isEqualTo(image.configBytes());
        assertThat(sent.get(2).body()).isEqualTo(image.manifestBytes());
        assertThat(sent.get(2).header("Content-type")).isEqualTo(MediaType.OCI_MANIFEST);
    }

    @Test
    void anUploadThatFailsIsBegunAgainAsAWhole() throws Exception {
        fake.on("PUT /upload", Reply.of(502, ""), Reply.of(201, ""));

        push();

        assertThat(fake.seen(START)).hasSize(3);
        assertThat(fake.seen("PUT /upload")).hasSize(3);
        assertThat(connection.waits).hasSize(1);
    }

    @Test
    void anUploadThatGoesOnFailingIsNamed() {
        fake.on("PUT /upload", Reply.error(400, "DIGEST_INVALID", "provided digest did not match"));

        assertThatThrownBy(this::push)
                .isInstanceOf(RegistryException.class)
                .hasMessage("Cannot push to " + fake.name() + "/app (upload "
                        + layer().descriptor().digest() + "): " + fake.name()
                        + " answered 400 DIGEST_INVALID (provided digest did not match)");
        assertThat(fake.seen("PUT /upload")).hasSize(1);
        assertThat(fake.seen(MANIFEST)).isEmpty();
    }

    @Test
    void aRegistryThatTakesNoPushSaysSoBeforeTheBuild() {
        fake.on(START, Reply.error(403, "DENIED", "no permission"));

        assertThatThrownBy(() -> connection.registries.checkPushPermission(reference()))
                .isInstanceOf(RegistryException.class)
                .hasMessage("Cannot push to " + fake.name() + "/app (start an upload): " + fake.name()
                        + " answered 403 DENIED (no permission)")
                .extracting(failure -> ((BuildException) failure).remedy().orElseThrow())
                .asString()
                .contains("no credential source is installed");
    }

    @Test
    void theTrialUploadIsCancelled() throws Exception {
        connection.registries.checkPushPermission(reference());

        assertThat(fake.seen("DELETE ")).extracting(Seen::line).containsExactly("DELETE /upload?state=a%2Fb");
    }

    @Test
    void aMountIsAskedForWithItsOrigin() throws Exception {
        fake.on(START, Reply.of(201, ""), Reply.of(202, "", "Location", "/upload"));
        Layer mounted = new Layer(
                layer().diffId(), layer().descriptor(), Optional.of(ImageReference.parse(fake.name() + "/base/os:1")));
        image = TestImages.image(ImageFormat.OCI, mounted);

        push();

        assertThat(fake.seen(START).getFirst().line())
                .isEqualTo(START + "?mount=" + layer().descriptor().digest() + "&from=base/os");
        assertThat(fake.seen("PUT /upload")).hasSize(1);
    }

    @Test
    void aMountThatIsRefusedIsAnUpload() throws Exception {
        fake.on(START, Reply.error(403, "DENIED", "no mounts"), Reply.of(202, "", "Location", "/upload"));
        Layer mounted = new Layer(
                layer().diffId(), layer().descriptor(), Optional.of(ImageReference.parse(fake.name() + "/base/os:1")));
        image = TestImages.image(ImageFormat.OCI, mounted);

        push();

        assertThat(fake.seen("PUT /upload")).hasSize(2);
    }

    @Test
    void aMountThatIsPassedOverIsAnUpload() throws Exception {
        Layer mounted = new Layer(
                layer().diffId(), layer().descriptor(), Optional.of(ImageReference.parse(fake.name() + "/base/os:1")));
        image = TestImages.image(ImageFormat.OCI, mounted);

        push();

        assertThat(fake.seen("PUT /upload")).hasSize(2);
        assertThat(fake.seen("DELETE /upload")).hasSize(1);
    }

    @Test
    void layersOfAnotherRegistryAreNeverMounted() throws Exception {
        Layer elsewhere = new Layer(
                layer().diffId(), layer().descriptor(), Optional.of(ImageReference.parse("quay.io/base/os:1")));
        image = TestImages.image(ImageFormat.OCI, elsewhere);

        push();

        assertThat(fake.seen(START)).extracting(Seen::line).containsOnly(START);
    }

    @Test
    void aLayerThatIsNowhereIsAFaultOfOurs() {
        assertThatThrownBy(() ->
                        connection.registries.push(image, reference(), new BlobStore(directory.resolve("nothing"))))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("is neither in the blob store nor in any registry");
    }

    @Test
    void anImmutableTagCanCountAsPushed() throws Exception {
        Reply refusal = Reply.error(
                400,
                "TAG_INVALID",
                "The image tag '1' already exists in the 'app' repository and cannot be overwritten because the"
                        + " repository is immutable.");
        fake.on(MANIFEST, refusal);

        assertThatThrownBy(this::push).isInstanceOf(RegistryException.class).hasMessageContaining("TAG_INVALID");
        try (Connection lenient = new Connection(
                directory,
                RegistryOptions.builder().ignoreImmutableTagErrors(true).build())) {
            lenient.registries.push(image, reference(), connection.blobs);
            assertThat(lenient.warnings())
                    .contains(reference() + " exists and cannot be changed; it was left as it is");
        }
    }

    @Test
    void anUploadElsewhereDoesNotSeeTheCredentials() throws Exception {
        fake.on("GET /v2/", Reply.of(401, "", "WWW-Authenticate", "Basic realm=\"x\""));
        fake.on(START, Reply.of(202, "", "Location", "http://" + fake.otherName() + "/upload"));
        try (Connection known = new Connection(
                directory,
                Connection.source("file", new io.kaniko.spi.RegistryCredentials.UserPassword("me", "s3cret")))) {
            known.registries.push(image, reference(), connection.blobs);
        }

        assertThat(fake.seen(START).getFirst().headers()).containsKey("Authorization");
        assertThat(fake.seen("PUT /upload").getFirst().headers()).doesNotContainKey("Authorization");
        assertThat(Map.of("at", fake.seen("PUT /upload").getFirst().header("Host")))
                .containsEntry("at", fake.otherName());
    }
}
