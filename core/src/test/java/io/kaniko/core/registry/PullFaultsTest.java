package io.kaniko.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.image.Image;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.MediaType;
import io.kaniko.core.registry.FakeRegistry.Reply;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.RegistryCredentials;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PullFaultsTest {

    private static final String MANIFEST = "GET /v2/app/manifests/1";

    @TempDir
    Path directory;

    private FakeRegistry fake;
    private Connection connection;
    private Image image;

    @BeforeEach
    void start() throws Exception {
        fake = new FakeRegistry();
        connection = new Connection(
                directory, Connection.source("docker-config", new RegistryCredentials.UserPassword("me", "s3cret")));
        image = connection.image();
        fake.on(MANIFEST, manifestReply());
        fake.on("GET /v2/app/blobs/" + image.manifest().config().digest(), Reply.of(200, image.configBytes()));
    }

    @AfterEach
    void stop() {
        connection.close();
        fake.close();
    }

    private Reply manifestReply() {
        return Reply.of(200, image.manifestBytes(), "Content-Type", MediaType.OCI_MANIFEST);
    }

    private PulledImage pull() throws IOException, InterruptedException {
        return connection.registries.pull(reference(), TestImages.LINUX);
    }

    private ImageReference reference() {
        return ImageReference.parse(fake.name() + "/app:1");
    }

    private RegistryException pullFails() {
        try {
            PulledImage pulled = pull();
            throw new AssertionError("was pulled: " + pulled);
        } catch (RegistryException e) {
            return e;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("another failure was expected", e);
        }
    }

    @Test
    void aRefusalNamesTheImageTheAnswerAndWhoWasAsked() {
        fake.on(MANIFEST, Reply.error(403, "DENIED", "requested access is denied"));

        RegistryException failure = pullFails();

        assertThat(failure)
                .hasMessage("Cannot pull " + reference() + ": " + fake.name()
                        + " answered 403 DENIED (requested access is denied)");
        assertThat(failure.remedy().orElseThrow())
                .contains("may do this with this repository")
                .contains("docker-config: answered");
        assertThat(failure.status()).hasValue(403);
        assertThat(failure.reasons()).extracting(RegistryException.Reason::code).containsExactly("DENIED");
        assertThat(failure.kind()).isEqualTo(BuildException.Kind.USER);
        assertThat(connection.waits).isEmpty();
    }

    @Test
    void wrongCredentialsAreNotShown() {
        fake.on("GET /v2/", Reply.of(401, "", "WWW-Authenticate", "Basic realm=\"x\""));
        fake.on(MANIFEST, Reply.error(401, "UNAUTHORIZED", "", "WWW-Authenticate", "Basic realm=\"x\""));

        RegistryException failure = pullFails();

        assertThat(failure).hasMessageEndingWith("answered 401 UNAUTHORIZED");
        assertThat(failure.remedy().orElseThrow())
                .startsWith("Log in to " + fake.name())
                .contains("docker-config: answered")
                .doesNotContain("s3cret");
        assertThat(fake.seen("GET /v2/app")).hasSize(1);
    }

    @Test
    void aMissingImageSaysSo() {
        fake.on(MANIFEST, Reply.error(404, "MANIFEST_UNKNOWN", "manifest unknown"));

        assertThat(pullFails())
                .hasMessageEndingWith("answered 404 MANIFEST_UNKNOWN (manifest unknown)")
                .satisfies(failure -> assertThat(failure.remedy().orElseThrow())
                        .startsWith("Check the name, the tag and the registry"));
    }

    @Test
    void aPassingFaultIsWaitedOut() throws Exception {
        fake.on(MANIFEST, Reply.of(503, ""), Reply.of(500, ""), manifestReply());

        assertThat(pull().reference().digest()).contains(image.digest());

        assertThat(connection.waits).hasSize(2);
        assertThat(connection.waits.get(0)).isBetween(Duration.ofMillis(375), Duration.ofMillis(625));
        assertThat(connection.waits.get(1)).isBetween(Duration.ofMillis(750), Duration.ofMillis(1250));
        assertThat(connection.warnings()).hasSize(2).first().asString().contains("answered 503; trying again in");
    }

    @Test
    void aLastingFaultEndsThePullAfterFourAttempts() {
        fake.on(MANIFEST, Reply.of(500, "<html>oops</html>"));

        assertThat(pullFails()).hasMessage("Cannot pull " + reference() + ": " + fake.name() + " answered 500");

        assertThat(fake.seen(MANIFEST)).hasSize(4);
    }

    @Test
    void furtherAttemptsCanBeAskedFor() throws Exception {
        fake.on(MANIFEST, Reply.of(500, ""));
        try (Connection patient = new Connection(
                directory, RegistryOptions.builder().pullRetries(3).build())) {
            assertThatThrownBy(() -> patient.registries.pull(reference(), TestImages.LINUX))
                    .isInstanceOf(RegistryException.class);
        }
        assertThat(fake.seen(MANIFEST)).hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "Sun, 01 Mar 2026 12:00:07 GMT"})
    void theRegistrySaysHowLongToWait(String retryAfter) throws Exception {
        fake.on(MANIFEST, Reply.error(429, "TOOMANYREQUESTS", "slow down", "Retry-After", retryAfter), manifestReply());

        pull();

        assertThat(connection.waits).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void aWishForALongRestEndsThePull() {
        fake.on(MANIFEST, Reply.error(429, "TOOMANYREQUESTS", "pull limit reached", "Retry-After", "21600"));

        RegistryException failure = pullFails();

        assertThat(failure).hasMessageContaining("answered 429 TOOMANYREQUESTS (pull limit reached)");
        assertThat(failure.remedy().orElseThrow()).contains("log in").contains("--registry-mirror");
        assertThat(failure.retryAfter()).contains(Duration.ofHours(6));
        assertThat(connection.waits).isEmpty();
    }

    @Test
    void longErrorBodiesAreCut() {
        fake.on(MANIFEST, Reply.of(400, "x".repeat(1_000_000)));

        assertThat(String.valueOf(pullFails().getMessage()).length()).isLessThan(500);
    }

    @Test
    void aHugeManifestIsRefused() {
        fake.on(MANIFEST, Reply.of(200, new byte[5_000_000], "Content-Type", MediaType.OCI_MANIFEST));

        assertThat(pullFails()).hasMessageContaining("has more than 4194304 bytes");
        assertThat(connection.waits).isEmpty();
    }

    @Test
    void aManifestWithAnotherDigestIsRefused() throws Exception {
        ImageReference pinned = reference().withDigest(io.kaniko.core.oci.Digest.of(new byte[] {1}));
        fake.on("GET /v2/app/manifests/" + pinned.digest().orElseThrow(), manifestReply());

        assertThatThrownBy(() -> connection.registries.pull(pinned, TestImages.LINUX))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("the manifest that came has the digest " + image.digest());
    }

    @Test
    void dockersOldFormatIsNamed() {
        fake.on(
                MANIFEST,
                Reply.of(
                        200,
                        "{\"schemaVersion\":1}",
                        "Content-Type",
                        "application/vnd.docker.distribution.manifest.v1+prettyjws"));

        assertThat(pullFails()).hasMessageContaining("Docker's old format (schema 1)");
    }

    @Test
    void anArtifactIsNoImage() {
        byte[] chart = new String(image.manifestBytes())
                .replace(MediaType.OCI_CONFIG, "application/vnd.cncf.helm.config.v1+json")
                .getBytes();
        fake.on(MANIFEST, Reply.of(200, chart, "Content-Type", MediaType.OCI_MANIFEST));

        assertThat(pullFails())
                .hasMessageContaining("no container image but an artifact with a configuration of type"
                        + " application/vnd.cncf.helm.config.v1+json");
    }

    @Test
    void aPlatformThatIsMissingFailsWithThoseThatThereAre() {
        String index = "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" + MediaType.OCI_MANIFEST
                + "\",\"digest\":\"" + image.digest()
                + "\",\"size\":3,\"platform\":{\"os\":\"linux\",\"architecture\":\"s390x\"}}]}";
        fake.on(MANIFEST, Reply.of(200, index, "Content-Type", MediaType.OCI_INDEX));

        assertThatThrownBy(this::pull)
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot pull " + reference()
                        + ": there is no image for linux/amd64 in the index; it has linux/s390x");
    }

    @Test
    void nobodyListening() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ImageReference nowhere = ImageReference.parse("localhost:" + port + "/app:1");

        assertThatThrownBy(() -> connection.registries.pull(nowhere, TestImages.LINUX))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining(
                        "Cannot pull " + nowhere + " at localhost:" + port + ": no connection could be made");
        assertThat(connection.waits).hasSize(3);
    }

    @Test
    void aHostThatIsNotKnown() {
        assertThatThrownBy(() ->
                        connection.registries.pull(ImageReference.parse("registry.invalid/app:1"), TestImages.LINUX))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("at registry.invalid: the host name is not known");
    }

    // Blobs.

    private Descriptor layer() {
        return image.layers().getFirst().descriptor();
    }

    private byte[] layerBytes() throws IOException {
        return Files.readAllBytes(connection.blobs.path(layer().digest()));
    }

    private BlobStore fetch() throws IOException, InterruptedException {
        BlobStore into = new BlobStore(directory.resolve("fetched"));
        connection.registries.fetchBlob(reference(), layer(), into);
        return into;
    }

    /** Waits until so many bytes of the blob are on disk. */
    private void awaitPartial(long bytes) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (partialBytes() < bytes && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private long partialBytes() throws IOException {
        long sum = 0;
        try (DirectoryStream<Path> partial = Files.newDirectoryStream(directory.resolve("fetched/partial"))) {
            for (Path file : partial) {
                sum += Files.size(file);
            }
        }
        return sum;
    }

    private String blobLine() {
        return "GET /v2/app/blobs/" + layer().digest();
    }

    @Test
    void aBrokenDownloadGoesOnWhereItBroke() throws Exception {
        byte[] bytes = layerBytes();
        byte[] rest = Arrays.copyOfRange(bytes, 40_000, bytes.length);
        fake.on(
                blobLine(),
                Reply.broken(200, bytes, 40_000, () -> awaitPartial(40_000)),
                Reply.of(206, rest, "Content-Range", "bytes 40000-" + (bytes.length - 1) + "/" + bytes.length));

        assertThat(fetch().path(layer().digest())).hasBinaryContent(bytes);

        assertThat(fake.seen(blobLine()))
                .extracting(seen -> seen.header("Range"))
                .containsExactly("", "bytes=40000-");
    }

    @Test
    void aServerWithoutRangesSendsAllAgain() throws Exception {
        byte[] bytes = layerBytes();
        fake.on(blobLine(), Reply.broken(200, bytes, 40_000), Reply.of(200, bytes));

        assertThat(fetch().path(layer().digest())).hasBinaryContent(bytes);
    }

    @Test
    void aDownloadThatMakesProgressIsNotGivenUp() throws Exception {
        byte[] bytes = layerBytes();
        List<Reply> replies = new ArrayList<>(List.of(Reply.broken(200, bytes, 1_000, () -> awaitPartial(1_000))));
        for (int i = 1; i <= 8; i++) {
            byte[] rest = Arrays.copyOfRange(bytes, i * 1_000, bytes.length);
            int arriving = (i + 1) * 1_000;
            replies.add(Reply.broken(
                    206, rest, 1_000, () -> awaitPartial(arriving), "Content-Range", "bytes " + i * 1_000 + "-"));
        }
        replies.add(Reply.of(206, Arrays.copyOfRange(bytes, 9_000, bytes.length), "Content-Range", "bytes 9000-"));
        fake.on(blobLine(), replies.toArray(Reply[]::new));

        assertThat(fetch().path(layer().digest())).hasBinaryContent(bytes);
    }

    @Test
    void damagedBytesAreFetchedOnceMoreAndThenRefused() throws Exception {
        byte[] wrong = new byte[(int) layer().size()];
        fake.on(blobLine(), Reply.of(200, wrong));

        assertThatThrownBy(this::fetch)
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("is damaged: its digest is")
                .hasMessageContaining(layer().digest().toString());

        assertThat(fake.seen(blobLine())).hasSize(2);
        try (var partial = Files.list(directory.resolve("fetched/partial"))) {
            assertThat(partial).isEmpty();
        }
        assertThat(new BlobStore(directory.resolve("fetched")).has(layer().digest()))
                .isFalse();
    }

    @Test
    void moreBytesThanTheManifestStatesAreRefused() throws Exception {
        byte[] more = Arrays.copyOf(layerBytes(), (int) layer().size() + 1);
        fake.on(blobLine(), Reply.of(200, more));

        assertThatThrownBy(this::fetch)
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("more bytes came than the " + layer().size());
    }

    @Test
    void manyWhoWantOneBlobFetchItOnce() throws Exception {
        fake.on(blobLine(), Reply.of(200, layerBytes()));
        List<Future<BlobStore>> all = new ArrayList<>();
        BlobStore into = new BlobStore(directory.resolve("fetched"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                all.add(threads.submit(() -> {
                    connection.registries.fetchBlob(reference(), layer(), into);
                    return into;
                }));
            }
        }
        for (Future<BlobStore> one : all) {
            assertThat(one.get().has(layer().digest())).isTrue();
        }
        assertThat(fake.seen(blobLine())).hasSize(1);
    }

    // Redirects.

    @Test
    void anotherHostDoesNotSeeTheCredentials() throws Exception {
        fake.on("GET /v2/", Reply.of(401, "", "WWW-Authenticate", "Basic realm=\"x\""));
        fake.on(blobLine(), Reply.of(307, "", "Location", "http://" + fake.otherName() + "/store?sig=1"));
        fake.on("GET /store", Reply.of(200, layerBytes()));

        fetch();

        assertThat(fake.seen(blobLine()).getFirst().header("Authorization")).startsWith("Basic ");
        assertThat(fake.seen("GET /store?sig=1").getFirst().headers()).doesNotContainKey("Authorization");
    }

    @Test
    void theSameHostSeesTheCredentialsAgain() throws Exception {
        fake.on("GET /v2/", Reply.of(401, "", "WWW-Authenticate", "Basic realm=\"x\""));
        fake.on(blobLine(), Reply.of(308, "", "Location", "/store"));
        fake.on("GET /store", Reply.of(200, layerBytes()));

        fetch();

        assertThat(fake.seen("GET /store").getFirst().header("Authorization")).startsWith("Basic ");
    }

    @Test
    void redirectsEnd() {
        fake.on(MANIFEST, Reply.of(302, "", "Location", "/v2/app/manifests/1"));

        assertThat(pullFails()).hasMessageContaining("redirects more than 10 times");
        assertThat(connection.waits).isEmpty();
    }

    // Mirrors.

    private Connection mirrored(String map, boolean skipFallback) {
        return new Connection(
                directory,
                RegistryOptions.builder()
                        .map(RegistryMap.parse(List.of(map), List.of()))
                        .skipDefaultRegistryFallback(skipFallback)
                        .build());
    }

    @Test
    void mirrorsAreAskedInOrderAndTheOneThatHasItIsNamed() throws Exception {
        fake.on("GET /v2/second/acme/app/manifests/1", manifestReply());
        fake.on(
                "GET /v2/second/acme/app/blobs/" + image.manifest().config().digest(),
                Reply.of(200, image.configBytes()));
        String map = "registry.example.com=" + fake.name() + "/first;registry.example.com=" + fake.name() + "/second";
        try (Connection mirrored = mirrored(map, false)) {
            PulledImage pulled =
                    mirrored.registries.pull(ImageReference.parse("registry.example.com/acme/app:1"), TestImages.LINUX);

            assertThat(pulled.reference())
                    .isEqualTo(ImageReference.parse(fake.name() + "/second/acme/app:1")
                            .withDigest(image.digest()));
            assertThat(pulled.layers())
                    .extracting(Layer::origin)
                    .allMatch(origin -> origin.equals(java.util.Optional.of(pulled.reference())));
            assertThat(mirrored.warnings())
                    .singleElement()
                    .asString()
                    .contains("Cannot pull registry.example.com/acme/app:1 from " + fake.name() + "/first/acme/app");
        }
    }

    @Test
    void theRegistryItselfComesLast() throws Exception {
        try (Connection mirrored = mirrored(fake.name() + "=" + fake.name() + "/mirror", false)) {
            assertThat(mirrored.registries.pull(reference(), TestImages.LINUX).reference())
                    .isEqualTo(reference().withDigest(image.digest()));
        }
    }

    @Test
    void theRegistryItselfCanBeLeftOut() throws Exception {
        try (Connection mirrored = mirrored(fake.name() + "=" + fake.name() + "/mirror", true)) {
            assertThatThrownBy(() -> mirrored.registries.pull(reference(), TestImages.LINUX))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("from " + fake.name() + "/mirror/app: ");
        }
        assertThat(fake.seen(MANIFEST)).isEmpty();
    }

    @Test
    void everyRequestSaysWhoAsks() throws Exception {
        RegistryOptions options = RegistryOptions.builder()
                .userAgent("kaniko/1.2.3")
                .environment(java.util.Map.of("UPSTREAM_CLIENT_TYPE", "UpstreamClient(skaffold)"))
                .build();
        try (Connection named = new Connection(directory, options)) {
            named.registries.pull(reference(), TestImages.LINUX);
        }
        assertThat(fake.seen(MANIFEST).getFirst().header("User-agent"))
                .isEqualTo("kaniko/1.2.3,UpstreamClient(skaffold)");
    }
}
