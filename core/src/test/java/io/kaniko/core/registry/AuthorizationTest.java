package io.kaniko.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.image.Image;
import io.kaniko.core.image.ImageFormat;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.MediaType;
import io.kaniko.core.registry.FakeRegistry.Reply;
import io.kaniko.core.registry.FakeRegistry.Seen;
import io.kaniko.spi.CredentialSource;
import io.kaniko.spi.RegistryCredentials;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorizationTest {

    private static final String MANIFEST = "GET /v2/app/manifests/1";
    private static final CredentialSource FIRST =
            Connection.source("first", new RegistryCredentials.UserPassword("me", "one"));
    private static final CredentialSource SECOND =
            Connection.source("second", new RegistryCredentials.UserPassword("me", "two"));

    @TempDir
    Path directory;

    private FakeRegistry fake;
    private FakeRegistry tokenServer;
    private Image image;

    @BeforeEach
    void start() throws Exception {
        fake = new FakeRegistry();
        tokenServer = new FakeRegistry();
        try (Connection connection = new Connection(directory)) {
            image = connection.image();
        }
        fake.on("GET /v2/", challenge(""));
        fake.on(MANIFEST, Reply.of(200, image.manifestBytes(), "Content-Type", MediaType.OCI_MANIFEST));
        fake.on("GET /v2/app/blobs/" + image.manifest().config().digest(), Reply.of(200, image.configBytes()));
        tokenServer.on("GET /token", token("first-token"), token("second-token"), token("third-token"));
    }

    @AfterEach
    void stop() {
        fake.close();
        tokenServer.close();
    }

    private Reply challenge(String more) {
        return Reply.error(
                401,
                "UNAUTHORIZED",
                "authentication required",
                "WWW-Authenticate",
                "Bearer realm=\"http://" + tokenServer.name() + "/token\",service=\"fake registry\"" + more);
    }

    private static Reply token(String text) {
        return Reply.of(200, "{\"token\":\"" + text + "\",\"expires_in\":300}");
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private ImageReference reference() {
        return ImageReference.parse(fake.name() + "/app:1");
    }

    private Connection pull(CredentialSource... sources) throws Exception {
        try (Connection connection = new Connection(directory, sources)) {
            connection.registries.pull(reference(), TestImages.LINUX);
            return connection;
        }
    }

    @Test
    void aTokenIsFetchedOnceForAScopeWithTheCredentials() throws Exception {
        pull(FIRST);

        Seen asked = tokenServer.seen("GET /token").getFirst();
        assertThat(asked.line()).isEqualTo("GET /token?service=fake+registry&scope=repository%3Aapp%3Apull");
        assertThat(asked.header("Authorization")).isEqualTo(basic("me:one"));
        assertThat(tokenServer.seen("GET /token")).hasSize(1);
        assertThat(fake.seen("GET /v2/app/"))
                .extracting(seen -> seen.header("Authorization"))
                .containsOnly("Bearer first-token");
    }

    @Test
    void withoutCredentialsTheTokenIsForEverybody() throws Exception {
        pull();

        assertThat(tokenServer.seen("GET /token").getFirst().headers()).doesNotContainKey("Authorization");
    }

    @Test
    void aTokenThatHasRunOutInTheMiddleOfAPushIsRenewed() throws Exception {
        fake.on("POST /v2/app/blobs/uploads/", Reply.of(202, "", "Location", "/upload"));
        fake.on("PUT /upload", challenge(",error=\"invalid_token\""), Reply.of(201, ""));
        fake.on("PUT /v2/app/manifests/1", Reply.of(201, ""));
        try (Connection connection = new Connection(directory, FIRST)) {
            connection.registries.push(image, reference(), connection.blobs);
            assertThat(connection.waits).isEmpty();
        }
        List<Seen> sent = fake.seen("PUT /upload");
        assertThat(sent)
                .extracting(seen -> seen.header("Authorization"))
                .containsExactly("Bearer first-token", "Bearer second-token", "Bearer second-token");
        assertThat(sent.get(1).body()).hasSameSizeAs(sent.get(0).body());
    }

    @Test
    void theNextSourceIsAskedWhenTheTokenServerRefuses() throws Exception {
        tokenServer.on("GET /token", Reply.error(401, "UNAUTHORIZED", "bad password"), token("good"));

        pull(FIRST, SECOND);

        assertThat(tokenServer.seen("GET /token"))
                .extracting(seen -> seen.header("Authorization"))
                .containsExactly(basic("me:one"), basic("me:two"));
        assertThat(fake.seen(MANIFEST).getFirst().header("Authorization")).isEqualTo("Bearer good");
    }

    @Test
    void theNextSourceIsAskedWhenTheRegistryRefuses() throws Exception {
        fake.on("GET /v2/", Reply.of(401, "", "WWW-Authenticate", "Basic realm=\"x\""));
        fake.on(
                MANIFEST,
                Reply.of(401, "", "WWW-Authenticate", "Basic realm=\"x\""),
                Reply.of(200, image.manifestBytes(), "Content-Type", MediaType.OCI_MANIFEST));

        pull(FIRST, SECOND);

        assertThat(fake.seen("GET /v2/app/"))
                .extracting(seen -> seen.header("Authorization"))
                .containsExactly(basic("me:one"), basic("me:two"), basic("me:two"));
    }

    @Test
    void whenAllAreRefusedEachIsNamed() {
        tokenServer.on("GET /token", Reply.error(403, "DENIED", "bad password"));

        assertThatThrownBy(() -> pull(FIRST, SECOND)).isInstanceOfSatisfying(RegistryException.class, failure -> {
            assertThat(failure)
                    .hasMessageContaining("Cannot get an access token for repository:app:pull")
                    .hasMessageContaining("(at " + tokenServer.name() + ") answered 403 DENIED (bad password)")
                    .hasMessageNotContaining("one");
            assertThat(failure.remedy().orElseThrow()).contains("first: answered; second: answered");
        });
    }

    @Test
    void anIdentityTokenIsExchangedByPost() throws Exception {
        tokenServer.on("POST /token", Reply.of(200, "{\"access_token\":\"exchanged\"}"));

        pull(Connection.source("file", new RegistryCredentials.IdentityToken("refresh&me")));

        Seen asked = tokenServer.seen("POST /token").getFirst();
        assertThat(asked.text())
                .isEqualTo("grant_type=refresh_token&refresh_token=refresh%26me&client_id=kaniko"
                        + "&service=fake+registry&scope=repository%3Aapp%3Apull");
        assertThat(fake.seen(MANIFEST).getFirst().header("Authorization")).isEqualTo("Bearer exchanged");
    }

    @Test
    void anIdentityTokenIsAPasswordWhereThereIsNoPost() throws Exception {
        pull(Connection.source("file", new RegistryCredentials.IdentityToken("refresh")));

        assertThat(tokenServer.seen("GET /token").getFirst().header("Authorization"))
                .isEqualTo(basic("<token>:refresh"));
    }

    @Test
    void aRegistryTokenIsSentAsItIs() throws Exception {
        pull(Connection.source("file", new RegistryCredentials.BearerToken("as-it-is")));

        assertThat(fake.seen(MANIFEST).getFirst().header("Authorization")).isEqualTo("Bearer as-it-is");
        assertThat(tokenServer.seen("")).isEmpty();
    }

    @Test
    void aMountAsksForTheDestinationsScopeFirst() throws Exception {
        fake.on("POST /v2/app/blobs/uploads/", Reply.of(201, ""), Reply.of(202, "", "Location", "/upload"));
        fake.on("PUT /upload", Reply.of(201, ""));
        fake.on("PUT /v2/app/manifests/1", Reply.of(201, ""));
        Layer layer = image.layers().getFirst();
        Image based = TestImages.image(
                ImageFormat.OCI,
                new Layer(
                        layer.diffId(),
                        layer.descriptor(),
                        Optional.of(ImageReference.parse(fake.name() + "/base/os:1"))));
        try (Connection connection = new Connection(directory, FIRST)) {
            connection.registries.push(based, reference(), connection.blobs);
        }
        assertThat(tokenServer.seen("GET /token"))
                .extracting(Seen::line)
                .contains("GET /token?service=fake+registry&scope=repository%3Aapp%3Apull%2Cpush"
                        + "&scope=repository%3Abase%2Fos%3Apull");
    }

    @Test
    void aScopeThatOnlyTheRegistryKnowsIsAskedForToo() throws Exception {
        fake.on("GET /v2/", Reply.of(200, ""));
        fake.on(
                MANIFEST,
                challenge(",scope=\"repository:app:pull repository:upstream/app:pull\""),
                Reply.of(200, image.manifestBytes(), "Content-Type", MediaType.OCI_MANIFEST));

        pull(FIRST);

        assertThat(tokenServer.seen("GET /token").getFirst().line())
                .endsWith("&scope=repository%3Aapp%3Apull&scope=repository%3Aupstream%2Fapp%3Apull");
    }

    @Test
    void aTokenServerThatAnswersNonsenseIsNamedWithoutItsAnswer() {
        tokenServer.on("GET /token", Reply.of(200, "secret nonsense"));

        assertThatThrownBy(() -> pull(FIRST))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("has a token server that answers no JSON")
                .hasMessageNotContaining("secret nonsense");
    }
}
