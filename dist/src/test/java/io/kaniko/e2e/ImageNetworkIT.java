package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.CertificateAuthority;
import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageContainer;
import io.kaniko.e2e.rig.LocalDns;
import io.kaniko.e2e.rig.LocalRegistry;
import io.kaniko.e2e.rig.SecureFiles;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** TLS, credentials and DNS from a container that has no C library, no certificates and no users but its own. */
@ExtendWith(WorkbenchSupply.class)
class ImageNetworkIT {

    private static final String USER = "builder";
    private static final String PASSWORD = "correct-horse-battery";

    @TempDir
    private static Path directory;

    private static CertificateAuthority authority;
    private static LocalRegistry registry;

    @BeforeAll
    static void startRegistry() throws Exception {
        authority = CertificateAuthority.create(directory.resolve("authority"));
        registry = LocalRegistry.secured(directory.resolve("registry"), authority, USER, PASSWORD);
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
    }

    @Test
    void mountedCertificatesAndCredentialsCount(Workbench bench) throws Exception {
        ImageContainer container = withContext(bench, "executor", "FROM scratch\nCOPY a /\n");
        String auth = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        Path config = Files.writeString(
                bench.path("config.json"), "{\"auths\": {\"" + registry.host() + "\": {\"auth\": \"" + auth + "\"}}}");

        container
                .readOnly(config, "/kaniko/.docker/config.json")
                .readOnly(authority.certificate(), "/kaniko/ssl/certs/company.crt")
                .run("--destination=" + registry.reference("image/push:1"))
                .succeeded();
    }

    @Test
    void withoutTheCertificateTheRegistryIsNotTrusted(Workbench bench) throws Exception {
        Finished refused = withContext(bench, "executor", "FROM scratch\nCOPY a /\n")
                .run("--destination=" + registry.reference("image/push:2"))
                .exited(1);

        assertThat(refused.errors()).contains("its TLS certificate is not trusted");
    }

    @Test
    void addTrustsTheMountedCertificate(Workbench bench) throws Exception {
        try (SecureFiles files = SecureFiles.start(bench.newDirectory("web"), authority, "downloaded")) {
            ImageContainer container =
                    withContext(bench, "executor", "FROM scratch\nADD " + files.url("file") + " /\n");

            container
                    .readOnly(authority.certificate(), "/kaniko/ssl/certs/company.crt")
                    .run("--no-push", "--tar-path=/kaniko/image.tar")
                    .succeeded();

            assertThat(bench.readArchive(container.root().resolve("kaniko/image.tar"))
                            .read("file"))
                    .isEqualTo("downloaded");
        }
    }

    @Test
    void credentialHelpersAreStarted(Workbench bench) throws Exception {
        Path helper = Files.writeString(bench.path("helper"), """
            #!/busybox/sh
            read host
            [ "$host" = "%s" ] && echo '{"Username": "%s", "Secret": "%s"}'
            """.formatted(registry.host(), USER, PASSWORD));
        assertThat(helper.toFile().setExecutable(true)).isTrue();
        Path config = Files.writeString(
                bench.path("config.json"), "{\"credHelpers\": {\"" + registry.host() + "\": \"script\"}}");

        withContext(bench, "debug", "FROM scratch\nCOPY a /\n")
                .readOnly(config, "/kaniko/.docker/config.json")
                .readOnly(helper, "/usr/local/bin/docker-credential-script")
                .readOnly(authority.certificate(), "/kaniko/ssl/certs/company.crt")
                .run("--destination=" + registry.reference("image/helper:1"))
                .succeeded();
    }

    @Test
    void hostsAreFoundByDnsWhateverAnImageSaysOfIt(Workbench bench) throws Exception {
        ImageContainer container = withContext(bench, "executor", "FROM scratch\nCOPY a /\n");
        Files.createDirectories(container.root().resolve("etc"));
        Files.writeString(container.root().resolve("etc/nsswitch.conf"), "hosts: foreign [NOTFOUND=return]\n");
        String port = bench.registry().host().substring(bench.registry().host().indexOf(':'));
        try (LocalDns dns = LocalDns.start()) {
            container
                    .nameServers(dns.resolvConf())
                    .run("--destination=registry.test" + port + "/image/dns:1", "--insecure")
                    .succeeded();
        }
        assertThat(bench.registry().has("image/dns", "1")).isTrue();
    }

    private static ImageContainer withContext(Workbench bench, String image, String dockerfile) throws Exception {
        ContextDirectory context = bench.context().file("a", "a").dockerfile(dockerfile);
        return bench.container(image).readOnly(context.path(), "/workspace");
    }
}
