package io.kaniko.core.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.credentials.Keychain;
import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.image.Image;
import io.kaniko.core.image.ImageFormat;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.registry.LocalRegistry;
import io.kaniko.core.registry.Program;
import io.kaniko.core.registry.PulledImage;
import io.kaniko.core.registry.Registries;
import io.kaniko.core.registry.RegistryException;
import io.kaniko.core.registry.RegistryOptions;
import io.kaniko.core.registry.TestImages;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublisherRegistryTest {

    @TempDir
    static Path serverDirectory;

    static LocalRegistry server;

    @TempDir
    Path directory;

    private final List<BuildEvent> events = new CopyOnWriteArrayList<>();
    private Registries registries;
    private BlobStore blobs;
    private Publisher publisher;

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
        publisher = new Publisher(registries, blobs, events::add);
    }

    private static ImageReference reference(String rest) {
        return ImageReference.parse(server.name() + "/" + rest);
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void layoutIsReadBySkopeo(ImageFormat format) throws Exception {
        Image image = TestImages.image(blobs, format, 10, 70_000);
        Path layout = directory.resolve("layout");

        List<Published> published = publisher.publish(
                image, List.of(new Destination.OciLayout(layout, List.of(reference("acme/app:2.1")))));

        assertThat(published).extracting(Published::digest).containsExactly(image.digest());
        // skopeo finds manifests of Docker's family in a layout, but not by their names.
        String name = format == ImageFormat.OCI ? ":2.1" : "";
        Program.run("skopeo", "copy", "-q", "oci:" + layout + name, "dir:" + directory.resolve("read"));
        assertThat(layout.resolve("index.json")).content().contains("\"org.opencontainers.image.ref.name\":\"2.1\"");
        assertThat(Files.readAllBytes(directory.resolve("read/manifest.json"))).isEqualTo(image.manifestBytes());
        assertThat(Files.readString(layout.resolve("oci-layout"))).isEqualTo("{\"imageLayoutVersion\":\"1.0.0\"}");
        for (Path blob : List.of(
                layout.resolve("index.json"),
                layout.resolve("blobs/sha256/" + image.digest().hex()),
                layout.resolve("blobs/sha256/"
                        + image.layers().getFirst().descriptor().digest().hex()))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(blob)))
                    .isEqualTo("rw-r--r--");
        }
    }

    @Test
    void layoutNamesOnlyTheNewestImageAndKeepsOldBlobs() throws Exception {
        Image first = TestImages.image(blobs, ImageFormat.OCI, 11);
        Image second = TestImages.image(blobs, ImageFormat.OCI, 11, 12);
        Path layout = directory.resolve("layout");
        publisher.publish(first, List.of(new Destination.OciLayout(layout)));

        publisher.publish(second, List.of(new Destination.OciLayout(layout)));

        assertThat(Program.run("skopeo", "inspect", "--format", "{{.Digest}}", "oci:" + layout))
                .isEqualToIgnoringNewLines(second.digest().toString());
        assertThat(layout.resolve("blobs/sha256/" + first.digest().hex())).exists();
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void archiveIsReadBySkopeo(ImageFormat format) throws Exception {
        Layer twice = TestImages.layer(blobs, "twice", 10);
        Image image = TestImages.image(format, twice, TestImages.layer(blobs, "once", 70_000), twice);
        Path archive = directory.resolve("made/by/us/image.tar");

        publisher.publish(
                image,
                List.of(new Destination.DockerArchive(
                        archive, List.of(reference("acme/app:2.1"), ImageReference.parse("busybox")))));

        assertThat(Program.run(
                        "skopeo", "inspect", "--config", "--raw", "docker-archive:" + archive + ":busybox:latest"))
                .isEqualTo(new String(image.configBytes()));
        assertThat(Program.run("tar", "tf", archive.toString()).lines().toList())
                .hasSize(2 + 2)
                .endsWith("manifest.json");
        assertThat(Program.run("tar", "xOf", archive.toString(), "manifest.json"))
                .contains("\"" + reference("acme/app:2.1") + "\"", "\"docker.io/library/busybox:latest\"");
        Program.run("skopeo", "copy", "-q", "docker-archive:" + archive, "dir:" + directory.resolve("read"));
    }

    @Test
    void archiveAndLayoutFetchTheLayersOfTheBase() throws Exception {
        Image image = TestImages.image(blobs, ImageFormat.OCI, 50_001);
        registries.push(image, reference("base:1"), blobs);
        PulledImage base = registries.pull(reference("base:1"), TestImages.LINUX);
        Image derived = new Image(base.config(), base.layers(), ImageFormat.OCI, Map.of());
        Publisher elsewhere = new Publisher(registries, new BlobStore(directory.resolve("empty")), events::add);
        events.clear();

        elsewhere.publish(
                derived,
                List.of(
                        new Destination.DockerArchive(directory.resolve("image.tar"), List.of()),
                        new Destination.OciLayout(directory.resolve("layout"))));

        Program.run(
                "skopeo",
                "copy",
                "-q",
                "docker-archive:" + directory.resolve("image.tar"),
                "dir:" + directory.resolve("one"));
        Program.run("skopeo", "copy", "-q", "oci:" + directory.resolve("layout"), "dir:" + directory.resolve("two"));
        assertThat(events.stream()
                        .filter(event -> event instanceof BuildEvent.TransferFinished finished
                                && finished.kind() == BuildEvent.TransferKind.PULL))
                .hasSize(1);
    }

    @Test
    void aBlobTravelsOnceToARegistryWithSeveralDestinations() throws Exception {
        Image image = TestImages.image(blobs, ImageFormat.OCI, 60_001, 60_002);

        List<Published> published = publisher.publish(
                image,
                List.of(
                        new Destination.Registry(reference("one/app:1")),
                        new Destination.Registry(reference("two/app:1")),
                        new Destination.Registry(reference("two/app:2"))));

        assertThat(published)
                .extracting(one -> one.destination().toString())
                .containsExactly(
                        reference("one/app:1").toString(),
                        reference("two/app:1").toString(),
                        reference("two/app:2").toString());
        Digest layer = image.layers().getFirst().descriptor().digest();
        assertThat(events.stream()
                        .filter(event -> event instanceof BuildEvent.TransferFinished finished
                                && finished.subject().equals(layer.toString())
                                && finished.note().isEmpty()))
                .as("uploads of the first layer")
                .hasSize(1);
        for (String name : List.of("one/app:1", "two/app:1", "two/app:2")) {
            Program.run(
                    "skopeo",
                    "copy",
                    "-q",
                    "--src-tls-verify=false",
                    "docker://" + reference(name),
                    "dir:" + directory.resolve(name.replace('/', '-')));
        }
    }

    @Test
    void aDestinationThatFailsDoesNotKeepTheOthersFromTheirImage() throws Exception {
        Image image = TestImages.image(blobs, ImageFormat.OCI, 10);
        Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> publisher.publish(
                        image,
                        List.of(
                                new Destination.OciLayout(directory.resolve("file/layout")),
                                new Destination.Registry(reference("other/app:1")))))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot write the image layout " + directory.resolve("file/layout"))
                .hasRootCauseInstanceOf(IOException.class);

        assertThat(registries.find(reference("other/app:1"), TestImages.LINUX)).isPresent();
    }

    @Test
    void aRegistryThatIsNotThereIsNamed() throws Exception {
        Image image = TestImages.image(blobs, ImageFormat.OCI, 10);
        int port;
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ImageReference nowhere = ImageReference.parse("localhost:" + port + "/app:1");

        assertThatThrownBy(() -> publisher.publish(image, List.of(new Destination.Registry(nowhere))))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("at localhost:" + port + ": no connection could be made");
    }
}
