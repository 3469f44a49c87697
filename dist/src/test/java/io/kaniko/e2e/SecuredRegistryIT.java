package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.CertificateAuthority;
import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.LocalRegistry;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A registry with a certificate of a private authority and a password. */
@ExtendWith(WorkbenchSupply.class)
class SecuredRegistryIT {

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

    private static ContextDirectory context(Workbench bench) throws Exception {
        return bench.context().file("hello", "hello\n").dockerfile("FROM scratch\nCOPY hello /hello\n");
    }

    private static Path dockerConfig(Workbench bench, String password) throws Exception {
        Path config = bench.newDirectory("docker-config");
        String auth = Base64.getEncoder().encodeToString((USER + ":" + password).getBytes());
        Files.writeString(
                config.resolve("config.json"),
                "{\"auths\": {\"" + registry.host() + "\": {\"auth\": \"" + auth + "\"}}}");
        return config;
    }

    private static String trust() {
        return "--registry-certificate=" + registry.host() + "=" + authority.certificate();
    }

    private static void assertPushed(String nameAndTag) {
        Program.run(
                        "skopeo",
                        "inspect",
                        "--tls-verify=false",
                        "--creds=" + USER + ":" + PASSWORD,
                        "docker://" + registry.reference(nameAndTag))
                .succeeded();
    }

    @Test
    void pushesWithCertificateAndCredentialsOfDockerConfig(Workbench bench) throws Exception {
        bench.executor()
                .with("DOCKER_CONFIG", dockerConfig(bench, PASSWORD).toString())
                .run("--context=" + context(bench), "--destination=" + registry.reference("secured/app:1"), trust())
                .succeeded();

        assertPushed("secured/app:1");
    }

    @Test
    void asksTheCredentialHelperOnThePath(Workbench bench) throws Exception {
        Path programs = bench.newDirectory("programs");
        Path helper = programs.resolve("docker-credential-vault");
        Files.writeString(helper, """
            #!/bin/sh
            read -r server
            test "$1 $server" = "get %s" || { echo "credentials not found in native keychain"; exit 1; }
            echo '{"ServerURL": "%s", "Username": "%s", "Secret": "%s"}'
            """.formatted(registry.host(), registry.host(), USER, PASSWORD));
        Program.run("chmod", "+x", helper.toString()).succeeded();
        Path config = bench.newDirectory("docker-config");
        Files.writeString(config.resolve("config.json"), "{\"credHelpers\": {\"" + registry.host() + "\": \"vault\"}}");

        bench.executor()
                .with("DOCKER_CONFIG", config.toString())
                .with("PATH", programs + ":" + bench.executor().environment().get("PATH"))
                .run("--context=" + context(bench), "--destination=" + registry.reference("secured/helper:1"), trust())
                .succeeded();

        assertPushed("secured/helper:1");
    }

    @Test
    void pullsItsBaseWithTheSameCredentials(Workbench bench) throws Exception {
        var executor = bench.executor()
                .with("DOCKER_CONFIG", dockerConfig(bench, PASSWORD).toString());
        executor.run("--context=" + context(bench), "--destination=" + registry.reference("secured/base:1"), trust())
                .succeeded();

        executor.run(
                        "--context="
                                + bench.context()
                                        .file("more", "more\n")
                                        .dockerfile(
                                                "FROM " + registry.reference("secured/base:1") + "\nCOPY more /more\n"),
                        "--destination=" + registry.reference("secured/derived:1"),
                        trust())
                .succeeded();

        assertPushed("secured/derived:1");
    }

    @Test
    void aWrongPasswordIsSaidBeforeTheBuildAndNotShown(Workbench bench) throws Exception {
        Finished build = bench.executor()
                .with("DOCKER_CONFIG", dockerConfig(bench, "wrong-password-7").toString())
                .run("--context=" + context(bench), "--destination=" + registry.reference("secured/no:1"), trust());

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(build.errors()).contains(registry.host()).contains("401");
        assertThat(build.everything())
                .doesNotContain("wrong-password-7")
                .doesNotContain(Base64.getEncoder().encodeToString((USER + ":wrong-password-7").getBytes()));
    }

    @Test
    void withoutTheAuthorityTheConnectionIsRefused(Workbench bench) throws Exception {
        Finished build = bench.executor()
                .with("DOCKER_CONFIG", dockerConfig(bench, PASSWORD).toString())
                .run("--context=" + context(bench), "--destination=" + registry.reference("secured/no:1"));

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(build.errors()).contains(registry.host()).contains("--registry-certificate");
    }

    @Test
    void verificationCanBeSkippedForOneRegistry(Workbench bench) throws Exception {
        bench.executor()
                .with("DOCKER_CONFIG", dockerConfig(bench, PASSWORD).toString())
                .run(
                        "--context=" + context(bench),
                        "--destination=" + registry.reference("secured/skipped:1"),
                        "--skip-tls-verify-registry=" + registry.host())
                .succeeded();

        assertPushed("secured/skipped:1");
    }
}
