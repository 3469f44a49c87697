package io.kaniko.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.CertificateAuthority;
import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.WebServer;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** ADD of files on web servers. */
@ExtendWith(WorkbenchSupply.class)
class AddUrlIT {

    private static final byte[] CONTENT = "from the web\n".getBytes(UTF_8);
    private static final Instant CHANGED = Instant.parse("2026-08-04T10:00:00Z");

    private static WebServer server() throws Exception {
        return WebServer.start()
                .file("/dir/file", CONTENT, Map.of("Last-Modified", "Tue, 04 Aug 2026 10:00:00 GMT"))
                .file("/plain", CONTENT)
                .file("/", CONTENT)
                .redirect("/moved", "/dir/file");
    }

    private static String sum() throws Exception {
        return "sha256:"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(CONTENT));
    }

    private static Finished tryBuild(Workbench bench, String dockerfile, String... more) throws Exception {
        return bench.tryBuild(bench.context().dockerfile(dockerfile), more);
    }

    private static String failure(Workbench bench, String dockerfile) throws Exception {
        return tryBuild(bench, dockerfile).exited(1).errors();
    }

    @Test
    void filesGetNameModeAndTimeFromTheServer(Workbench bench) throws Exception {
        Path archive = bench.path("image.tar");
        try (WebServer server = server()) {
            String dockerfile = "FROM scratch\nARG NAME=file\n"
                    + "ADD " + server.url("/dir/$NAME?x=y") + " " + server.url("/plain") + " /into/\n"
                    + "ADD --chown=7:8 --chmod=640 " + server.url("/moved") + " /as\n"
                    + "ADD --checksum=" + sum() + " " + server.url("/") + " /root-file\n"
                    + "ADD --link " + server.url("/plain") + " /linked/\n";

            tryBuild(bench, dockerfile, "--tar-path=" + archive).succeeded();
        }

        var image = bench.readArchive(archive);
        assertThat(image.read("into/file")).isEqualTo("from the web\n");
        assertThat(image.owner("into/file")).isEqualTo("0:0 600");
        assertThat(Files.getLastModifiedTime(image.rootfs().resolve("into/file"))
                        .toInstant())
                .isEqualTo(CHANGED);
        assertThat(Files.getLastModifiedTime(image.rootfs().resolve("into/plain"))
                        .toInstant())
                .isEqualTo(Instant.EPOCH);
        assertThat(image.owner("as")).isEqualTo("7:8 640");
        assertThat(image.read("root-file")).isEqualTo("from the web\n");
        assertThat(image.read("linked/plain")).isEqualTo("from the web\n");
    }

    @Test
    void archivesAreUnpackedOnlyWhenAsked(Workbench bench) throws Exception {
        ContextDirectory files = bench.context().file("inside", "inside\n");
        Path packed = bench.path("packed.tar.gz");
        Program.shell(files.path(), "tar -czf " + packed + " inside");
        Path archive = bench.path("image.tar");
        try (WebServer server = server().file("/p.tar.gz", Files.readAllBytes(packed))) {
            String dockerfile = "FROM scratch\n"
                    + "ADD " + server.url("/p.tar.gz") + " /packed/\n"
                    + "ADD --unpack=true " + server.url("/p.tar.gz") + " /unpacked/\n"
                    + "ADD --unpack " + server.url("/plain") + " /no-archive/\n";

            tryBuild(bench, dockerfile, "--tar-path=" + archive).succeeded();
        }

        var image = bench.readArchive(archive);
        assertThat(image.rootfs().resolve("packed/p.tar.gz")).hasSameBinaryContentAs(packed);
        assertThat(image.read("unpacked/inside")).isEqualTo("inside\n");
        assertThat(image.read("no-archive/plain")).isEqualTo("from the web\n");
    }

    @Test
    void credentialsAreSecretsOfTheBuild(Workbench bench) throws Exception {
        Path archive = bench.path("image.tar");
        try (WebServer server = server()) {
            String dockerfile = "FROM scratch\nADD " + server.url("/plain") + " /f\n";

            bench.executor()
                    .with("TOKEN", "t0ken")
                    .run(
                            "--context=" + bench.context().dockerfile(dockerfile),
                            "--secret=id=HTTP_AUTH_TOKEN_127.0.0.1,env=TOKEN",
                            "--no-push",
                            "--tar-path=" + archive)
                    .succeeded();

            assertThat(server.requests()).containsExactly("GET /plain Bearer t0ken");
        }

        assertThat(Program.run("grep", "-c", "t0ken", archive.toString()).output())
                .isEqualTo("0\n");
    }

    @Test
    void anAuthorityThatTheEnvironmentNamesIsTrusted(Workbench bench) throws Exception {
        CertificateAuthority authority = CertificateAuthority.create(bench.newDirectory("authority"));
        Path archive = bench.path("image.tar");
        try (WebServer server = WebServer.startEncrypted(authority.issue("127.0.0.1"))) {
            server.file("/f", CONTENT);
            ContextDirectory context = bench.context().dockerfile("FROM scratch\nADD " + server.url("/f") + " /f\n");

            assertThat(bench.tryBuild(context).exited(1).errors()).contains("cannot download " + server.url("/f"));
            bench.executor()
                    .with("SSL_CERT_FILE", authority.certificate().toString())
                    .run("--context=" + context, "--no-push", "--tar-path=" + archive)
                    .succeeded();
        }

        assertThat(bench.readArchive(archive).read("f")).isEqualTo("from the web\n");
    }

    @Test
    void whatIsWrongIsSaidWithTheLine(Workbench bench) throws Exception {
        try (WebServer server = server()) {
            String zeros = "sha256:" + "0".repeat(64);
            assertThat(failure(bench, "FROM scratch\nADD " + server.url("/missing") + " /f\n"))
                    .contains("127.0.0.1 answered 404")
                    .contains(">>>    2 | ADD " + server.url("/missing"));
            assertThat(failure(bench, "FROM scratch\nADD " + server.url("/") + " /into/\n"))
                    .contains("cannot determine a file name");
            assertThat(failure(
                            bench,
                            "FROM scratch\nWORKDIR /into\nADD " + server.url("/") + " .\nADD " + server.url("/")
                                    + " /into\n"))
                    .contains("cannot determine a file name");
            assertThat(failure(bench, "FROM scratch\nADD --checksum=" + zeros + " " + server.url("/plain") + " /f\n"))
                    .contains("digest mismatch")
                    .contains(sum());
            assertThat(failure(bench, "FROM scratch\nADD --checksum=md5:00 " + server.url("/plain") + " /f\n"))
                    .contains("invalid checksum: md5:00");
            assertThat(failure(
                            bench,
                            "FROM scratch\nADD --checksum=" + sum() + " " + server.url("/plain") + " "
                                    + server.url("/dir/file") + " /f/\n"))
                    .contains("checksum can't be specified for multiple sources");
            assertThat(failure(bench, "FROM scratch\nCOPY " + server.url("/plain") + " /f\n"))
                    .contains("source can't be a URL for COPY");
            assertThat(server.requests().stream().filter(request -> request.contains("md5")))
                    .isEmpty();
        }
    }
}
