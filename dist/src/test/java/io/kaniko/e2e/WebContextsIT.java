package io.kaniko.e2e;

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
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contexts that lie on a web server. */
@ExtendWith(WorkbenchSupply.class)
class WebContextsIT {

    private static byte[] packed(Workbench bench, String filter) throws Exception {
        ContextDirectory context = bench.context()
                .file("hello", "hello\n")
                .file("hidden", "hidden\n")
                .file(".dockerignore", "hidden\n")
                .dockerfile("FROM scratch\nCOPY . /all/\n");
        Path archive = bench.path("packed");
        Program.shell(context.path(), "tar -c . | " + filter + " > " + archive);
        return Files.readAllBytes(archive);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat", "gzip", "zstd -q"})
    void anArchiveBehindARedirectAndALogin(String filter, Workbench bench) throws Exception {
        byte[] content = packed(bench, filter);
        Path archive = bench.path("image.tar");
        try (WebServer server = WebServer.start()) {
            server.on("/private/c", exchange -> {
                boolean known =
                        "Bearer t0ken".equals(exchange.getRequestHeaders().getFirst("Authorization"));
                if (known) {
                    exchange.getResponseHeaders().set("Location", "/moved/c");
                }
                exchange.sendResponseHeaders(known ? 302 : 401, -1);
            });
            server.file("/moved/c", content);

            bench.executor()
                    .with("HTTP_AUTH_TOKEN_127_0_0_1", "t0ken")
                    .run("--context=" + server.url("/private/c?x=y"), "--no-push", "--tar-path=" + archive)
                    .succeeded();
        }

        var image = bench.readArchive(archive);
        assertThat(image.read("all/hello")).isEqualTo("hello\n");
        assertThat(image.rootfs().resolve("all/hidden")).doesNotExist();
    }

    @Test
    void aDownloadThatBreaksGoesOn(Workbench bench) throws Exception {
        byte[] content = packed(bench, "cat");
        Path archive = bench.path("image.tar");
        int[] requests = {0};
        try (WebServer server = WebServer.start()) {
            server.on("/c.tar", exchange -> {
                exchange.getResponseHeaders().set("ETag", "\"one\"");
                if (requests[0]++ == 0) {
                    exchange.sendResponseHeaders(200, content.length);
                    exchange.getResponseBody().write(content, 0, 1000);
                    exchange.getResponseBody().flush();
                } else {
                    int from = Integer.parseInt(
                            exchange.getRequestHeaders().getFirst("Range").replaceAll("\\D", ""));
                    exchange.getResponseHeaders()
                            .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
                    exchange.sendResponseHeaders(206, content.length - from);
                    exchange.getResponseBody().write(content, from, content.length - from);
                }
            });

            bench.executor()
                    .run("--context=" + server.url("/c.tar"), "--no-push", "--tar-path=" + archive)
                    .succeeded();
        }

        assertThat(requests[0]).isEqualTo(2);
        assertThat(bench.readArchive(archive).read("all/hello")).isEqualTo("hello\n");
    }

    @Test
    void whatIsWrongIsSaid(Workbench bench) throws Exception {
        byte[] content = packed(bench, "gzip");
        try (WebServer server = WebServer.start()) {
            server.on("/private", exchange -> exchange.sendResponseHeaders(401, -1));
            server.file("/page", "<html>Sign in</html>".getBytes());
            server.file("/text", "neither tar nor anything else\n".repeat(50).getBytes());
            server.file("/half.tar.gz", Arrays.copyOf(content, content.length / 2));

            assertThat(failure(bench, server.url("/missing?sig=s3cret")))
                    .contains("answered 404: there is nothing")
                    .doesNotContain("s3cret");
            assertThat(failure(bench, server.url("/private")))
                    .contains("it wants credentials")
                    .contains("HTTP_AUTH_TOKEN_127_0_0_1");
            assertThat(failure(bench, server.url("/page"))).contains("a web page and no archive");
            assertThat(failure(bench, server.url("/text"))).contains("unpacking " + server.url("/text") + " failed");
            assertThat(failure(bench, server.url("/half.tar.gz")))
                    .contains("unpacking")
                    .contains("half.tar.gz");
        }
    }

    @Test
    void anUnknownCertificateIsNotTrusted(Workbench bench) throws Exception {
        CertificateAuthority authority = CertificateAuthority.create(bench.newDirectory("authority"));
        try (WebServer server = WebServer.startEncrypted(authority.issue("127.0.0.1"))) {
            assertThat(failure(bench, server.url("/c.tar")))
                    .contains("the certificate of 127.0.0.1 is not trusted")
                    .contains("SSL_CERT_FILE");
        }
    }

    private static String failure(Workbench bench, String context) {
        Finished build = bench.executor().run("--context=" + context, "--no-push");
        return build.exited(1).errors();
    }
}
