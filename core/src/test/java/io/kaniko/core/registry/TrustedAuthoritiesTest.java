package io.kaniko.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom every connection trusts. */
class TrustedAuthoritiesTest {

    @TempDir
    static Path shared;

    static TestAuthority authority;

    @TempDir
    Path directory;

    private Path home;
    private Path certificates;

    @BeforeAll
    static void makeAuthority() throws Exception {
        authority = TestAuthority.create(shared.resolve("authority"));
    }

    @BeforeEach
    void makeHome() throws Exception {
        home = directory.resolve("home");
        certificates = Files.createDirectories(home.resolve("ssl/certs"));
    }

    @Test
    void theHomeDirectorysAreTrustedBesidesTheRuntimes() throws Exception {
        Files.copy(authority.certificate(), certificates.resolve("company.pem"));

        List<X509Certificate> trusted = trusted(Map.of());

        assertThat(trusted).contains(ours()).hasSizeGreaterThan(100);
    }

    @Test
    void thoseOfTheVariablesAreTrusted() throws Exception {
        Path other = Files.createDirectories(directory.resolve("other"));
        Files.copy(authority.certificate(), other.resolve("a.crt"));

        assertThat(trusted(Map.of("SSL_CERT_DIR", directory.resolve("none") + ":" + other)))
                .contains(ours());
        assertThat(trusted(Map.of("SSL_CERT_FILE", other.resolve("a.crt").toString())))
                .contains(ours());
        assertThat(trusted(Map.of())).doesNotContain(ours());
    }

    @Test
    void theShippedFileIsNotReadAsLongAsItIsTheShippedOne() throws Exception {
        Path shipped = Files.copy(authority.certificate(), certificates.resolve("ca-certificates.crt"));
        CRC32 crc = new CRC32();
        crc.update(Files.readAllBytes(shipped));
        Files.writeString(home.resolve("ssl/ca-certificates.crc32"), Long.toHexString(crc.getValue()) + "\n");

        assertThat(trusted(Map.of("SSL_CERT_DIR", certificates.toString()))).doesNotContain(ours());

        Files.writeString(shipped, "# a line more\n" + Files.readString(shipped));
        assertThat(trusted(Map.of("SSL_CERT_DIR", certificates.toString()))).contains(ours());
    }

    @Test
    void whatIsNoCertificateIsPassedOver() throws Exception {
        Files.writeString(certificates.resolve("README"), "none");
        Files.write(certificates.resolve("key.der"), new byte[] {1, 2, (byte) 200});
        Files.createDirectory(certificates.resolve("java"));

        assertThat(trusted(Map.of())).hasSizeGreaterThan(100);
    }

    private List<X509Certificate> trusted(Map<String, String> environment) throws Exception {
        return Stream.of(TrustedAuthorities.read(environment, Optional.of(home)).managers(List.of()))
                .map(X509TrustManager.class::cast)
                .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
                .toList();
    }

    private static X509Certificate ours() throws Exception {
        return PemFile.certificates(authority.certificate()).getFirst();
    }
}
