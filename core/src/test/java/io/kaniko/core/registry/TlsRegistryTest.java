package io.kaniko.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.image.Image;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.CredentialSource;
import io.kaniko.spi.RegistryCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A registry with a certificate that nobody knows, and users. */
class TlsRegistryTest {

    private static final CredentialSource USER =
            Connection.source("file", new RegistryCredentials.UserPassword("me", "s3cret"));

    @TempDir
    static Path shared;

    static TestAuthority authority;
    static LocalRegistry server;

    @TempDir
    Path directory;

    @BeforeAll
    static void startServer() throws Exception {
        authority = TestAuthority.create(shared.resolve("authority"));
        Path users = shared.resolve("htpasswd");
        Files.writeString(users, Program.run("htpasswd", "-nbB", "me", "s3cret").strip() + "\n");
        server = LocalRegistry.start(shared.resolve("server"), Optional.of(authority.server()), Optional.of(users));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static ImageReference reference() {
        return ImageReference.parse(server.name() + "/acme/app:1");
    }

    private void pushAndPull(RegistryOptions.Builder options, CredentialSource... sources) throws Exception {
        try (Connection connection = new Connection(directory, options.build(), sources)) {
            Image image = connection.image();
            connection.registries.push(image, reference(), connection.blobs);
            assertThat(connection
                            .registries
                            .pull(reference(), TestImages.LINUX)
                            .reference()
                            .digest())
                    .contains(image.digest());
        }
    }

    private static RegistryOptions.Builder trusting() {
        return RegistryOptions.builder().certificate(server.name() + "=" + authority.certificate());
    }

    @Test
    void aCertificateForTheRegistryMakesItTrusted() throws Exception {
        pushAndPull(trusting(), USER);
    }

    @Test
    void theCheckCanBeTurnedOffForARegistry() throws Exception {
        pushAndPull(RegistryOptions.builder().skipTlsVerifyRegistries(List.of(server.name())), USER);
        pushAndPull(RegistryOptions.builder().skipTlsVerifyPull(true), USER);
        pushAndPull(
                RegistryOptions.builder().pushRegistries(List.of(server.name())).skipTlsVerifyPush(true), USER);
    }

    @Test
    void directoriesOfCertificatesAreTrusted() throws Exception {
        Path certificates = Files.createDirectories(directory.resolve("certs"));
        Files.writeString(certificates.resolve("README"), "no certificate");
        Files.copy(authority.certificate(), certificates.resolve("ours.crt"));

        pushAndPull(RegistryOptions.builder().environment(Map.of("SSL_CERT_DIR", certificates.toString())), USER);
    }

    @Test
    void anUnknownAuthorityIsExplained() {
        assertThatThrownBy(() -> pushAndPull(RegistryOptions.builder(), USER))
                .isInstanceOfSatisfying(RegistryException.class, failure -> {
                    assertThat(failure)
                            .hasMessageContaining("at " + server.name() + ": its TLS certificate is not trusted");
                    assertThat(failure.remedy().orElseThrow())
                            .contains("--registry-certificate " + server.name() + "=/path/to/ca.pem")
                            .contains("--skip-tls-verify-registry " + server.name());
                });
    }

    @Test
    void aCertificateForAnotherRegistryDoesNotCount() {
        assertThatThrownBy(() -> pushAndPull(
                        RegistryOptions.builder().certificate("example.com=" + authority.certificate()), USER))
                .hasMessageContaining("its TLS certificate is not trusted");
    }

    @Test
    void aNameThatTheCertificateDoesNotCoverIsNotTrusted() {
        String name = server.name().replace("localhost", "127.0.0.1");
        try (Connection connection = new Connection(
                directory,
                RegistryOptions.builder()
                        .certificate(name + "=" + authority.certificate())
                        .build(),
                USER)) {
            assertThatThrownBy(() ->
                            connection.registries.pull(ImageReference.parse(name + "/acme/app:1"), TestImages.LINUX))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("its TLS certificate is not trusted (No subject alternative names");
        }
    }

    @Test
    void aFileWithoutACertificateIsAnError() throws Exception {
        Path file = Files.writeString(directory.resolve("not.pem"), "nothing");

        assertThatThrownBy(() -> pushAndPull(RegistryOptions.builder().certificate(server.name() + "=" + file), USER))
                .isInstanceOf(BuildException.class)
                .hasMessage(
                        "Cannot set up TLS for " + server.name() + ": " + file + " holds no certificate in PEM form");
        assertThatThrownBy(
                        () -> pushAndPull(RegistryOptions.builder().certificate(server.name() + "=/no/such.pem"), USER))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot set up TLS for " + server.name() + ": there is no file /no/such.pem");
    }

    @Test
    void wrongUsersAreTurnedAway() {
        CredentialSource wrong = Connection.source("file", new RegistryCredentials.UserPassword("me", "wrong-one"));

        assertThatThrownBy(() -> pushAndPull(trusting(), wrong))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("answered 401")
                .hasMessageNotContaining("wrong-one");
        assertThatThrownBy(() -> pushAndPull(trusting()))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("answered 401");
    }

    @ParameterizedTest
    @CsvSource({
        "rsa:2048, pkcs8",
        "rsa:2048, traditional",
        "ec -pkeyopt ec_paramgen_curve:P-256, pkcs8",
        "ec -pkeyopt ec_paramgen_curve:P-384, traditional"
    })
    void aClientCertificateIsShown(String kind, String form) throws Exception {
        TestAuthority.Server tls = authority.server();
        TestAuthority.Server client = authority.server(kind, "client");
        Path key = client.key();
        if (form.equals("traditional")) {
            key = directory.resolve("traditional.key");
            Program.run(
                    "openssl",
                    kind.startsWith("rsa") ? "rsa" : "ec",
                    "-in",
                    client.key().toString(),
                    kind.startsWith("rsa") ? "-traditional" : "-no_public",
                    "-out",
                    key.toString());
        }
        assertThat(key)
                .content()
                .startsWith(
                        form.equals("pkcs8")
                                ? "-----BEGIN PRIVATE"
                                : "-----BEGIN "
                                        + kind.substring(0, 2).toUpperCase().replace("RS", "RSA"));
        try (LocalRegistry strict = LocalRegistry.start(
                directory.resolve("server"),
                Optional.of(
                        new TestAuthority.Server(tls.certificate(), tls.key(), Optional.of(authority.certificate()))),
                Optional.empty())) {
            RegistryOptions.Builder options =
                    RegistryOptions.builder().certificate(strict.name() + "=" + authority.certificate());
            ImageReference reference = ImageReference.parse(strict.name() + "/app:1");
            try (Connection anonymous = new Connection(directory, options.build())) {
                assertThatThrownBy(() -> anonymous.registries.pull(reference, TestImages.LINUX))
                        .isInstanceOfSatisfying(
                                RegistryException.class,
                                failure -> assertThat(failure.remedy().orElseThrow())
                                        .contains("--registry-client-cert"));
            }
            options.clientCertificate(strict.name() + "=" + client.certificate() + "," + key);
            try (Connection known = new Connection(directory, options.build())) {
                known.registries.push(known.image(), reference, known.blobs);
            }
        }
    }
}
