package io.kaniko.context.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.ContextRequest;
import io.kaniko.spi.ContextSource;
import io.kaniko.spi.ContextSourceContract;
import io.kaniko.spi.FetchedContext;
import io.kaniko.spi.TransferProgress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpsContextSourceTest implements ContextSourceContract {

    private static final byte[] ARCHIVE = "not really an archive, but core decides that".getBytes();
    private static final String TAG = "\"v1\"";

    @TempDir
    private Path directory;

    private final List<AutoCloseable> servers = new ArrayList<>();
    private final List<Long> pauses = new ArrayList<>();

    @AfterEach
    void stopServers() throws Exception {
        for (AutoCloseable server : servers) {
            server.close();
        }
    }

    @Override
    public ContextSource source() {
        return new HttpsContextSource(duration -> pauses.add(duration.toSeconds()));
    }

    @Override
    public ContextLocation existing(Path scratch) throws Exception {
        return new ContextLocation(server(WebServer.content(ARCHIVE)).url("/context.tar"));
    }

    @Override
    public ContextLocation missing(Path scratch) throws Exception {
        return new ContextLocation(server(WebServer.status(404)).url("/context.tar"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/team/app.git",
                "https://github.com/team/app.git#main:dir",
                "http://host/app.git?ref=v1",
                "git://host/x.tar.gz",
                "/workspace/x.tar.gz"
            })
    void leavesRepositoriesAndOtherSchemesAlone(String location) {
        assertThat(source().accepts(new ContextLocation(location))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://host/x.tar.gz?from=app.git", "HTTPS://host/x", "http://host/x.gitlab/y.tar"})
    void takesAllOtherUrls(String location) {
        assertThat(source().accepts(new ContextLocation(location))).isTrue();
    }

    @Test
    void tellsHowFarItHasCome() throws Exception {
        WebServer server = server(WebServer.content(ARCHIVE));
        List<String> told = new ArrayList<>();
        ContextRequest request = new ContextRequest(
                new ContextLocation(server.url("/c.tar")),
                directory,
                Map.of(),
                InputStream.nullInputStream(),
                (bytes, total) -> told.add(bytes + "/" + total.orElse(-1)));
        FetchedContext.Archive archive = (FetchedContext.Archive) source().fetch(request);
        try (InputStream in = archive.stream().open()) {
            assertThat(in.readAllBytes()).isEqualTo(ARCHIVE);
        }
        assertThat(told).last().isEqualTo(ARCHIVE.length + "/" + ARCHIVE.length);
    }

    @Test
    void tellsWhenTheFileWasChanged() throws Exception {
        WebServer server = server(exchange -> {
            exchange.getResponseHeaders().set("Last-Modified", "Tue, 04 Aug 2026 10:00:00 GMT");
            WebServer.content(ARCHIVE).to(exchange);
        });
        ContextRequest request = new ContextRequest(
                new ContextLocation(server.url("/c.tar")),
                directory,
                Map.of(),
                InputStream.nullInputStream(),
                TransferProgress.NONE);
        FetchedContext.Archive archive = (FetchedContext.Archive) source().fetch(request);
        assertThat(archive.modified()).contains(Instant.parse("2026-08-04T10:00:00Z"));
    }

    @Test
    void goesOnWhereTheConnectionBroke() throws Exception {
        WebServer server = server(exchange -> {
            exchange.getResponseHeaders().set("ETag", TAG);
            String range = exchange.getRequestHeaders().getFirst("Range");
            if (range == null) {
                WebServer.sendSome(exchange, 200, ARCHIVE, 0, 10);
            } else {
                int from = Integer.parseInt(range.replaceAll("\\D", ""));
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (ARCHIVE.length - 1) + "/" + ARCHIVE.length);
                WebServer.sendSome(exchange, 206, ARCHIVE, from, from < 20 ? 10 : ARCHIVE.length - from);
            }
        });
        assertThat(read(server.url("/c.tar"), Map.of())).isEqualTo(ARCHIVE);
        assertThat(server.requests())
                .containsExactly(
                        "/c.tar range=- if-range=- authorization=-",
                        "/c.tar range=bytes=10- if-range=" + TAG + " authorization=-",
                        "/c.tar range=bytes=20- if-range=" + TAG + " authorization=-");
        assertThat(pauses).containsExactly(1L, 1L);
    }

    @Test
    void skipsWhatItHasWhereTheServerKnowsNoRanges() throws Exception {
        WebServer[] server = new WebServer[1];
        server[0] = server(exchange -> {
            exchange.getResponseHeaders().set("Last-Modified", "Tue, 04 Aug 2026 10:00:00 GMT");
            boolean first = server[0].requests().size() == 1;
            WebServer.sendSome(exchange, 200, ARCHIVE, 0, first ? 10 : ARCHIVE.length);
        });
        assertThat(read(server[0].url("/c.tar"), Map.of())).isEqualTo(ARCHIVE);
    }

    @Test
    void doesNotMixTwoVersions() throws Exception {
        int[] version = {0};
        WebServer server = server(exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"v" + version[0]++ + "\"");
            WebServer.sendSome(exchange, 200, ARCHIVE, 0, 10);
        });
        assertFails(server.url("/c.tar"), Map.of(), "the file has changed while it was fetched.");
    }

    @Test
    void cannotGoOnWithoutAVersion() throws Exception {
        WebServer server = server(exchange -> WebServer.sendSome(exchange, 200, ARCHIVE, 0, 10));
        assertFails(
                server.url("/c.tar"),
                Map.of(),
                "the connection broke after 10 bytes, and the server does not say how to go on from there.");
    }

    @Test
    void triesAgainWhileTheServerIsIll() throws Exception {
        WebServer[] server = new WebServer[1];
        server[0] = server(exchange ->
                (server[0].requests().size() < 3 ? WebServer.status(503) : WebServer.content(ARCHIVE)).to(exchange));
        assertThat(read(server[0].url("/c.tar"), Map.of())).isEqualTo(ARCHIVE);
        assertThat(pauses).containsExactly(1L, 2L);
    }

    @Test
    void givesUpInTheEnd() throws Exception {
        WebServer server = server(WebServer.status(500));
        assertFails(
                server.url("/c.tar"),
                Map.of(),
                "the download failed 4 times in a row, the last time with: the server answered 500.");
    }

    @Test
    void saysWhichVariableIsMissing() throws Exception {
        WebServer server = server(WebServer.status(401));
        assertThatThrownBy(() -> read(server.url("/c.tar"), Map.of()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("127.0.0.1 answered 401: it wants credentials, and there are none for it.")
                .satisfies(e ->
                        assertThat(((BuildException) e).remedy().orElseThrow()).contains("HTTP_AUTH_TOKEN_127_0_0_1"));
    }

    @Test
    void saysThatCredentialsWereRefusedAndNotWhich() throws Exception {
        WebServer server = server(WebServer.status(403));
        assertThatThrownBy(() -> read("http://user:s3cret@127.0.0.1:" + server.port() + "/c.tar?sig=s3cret", Map.of()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("answered 403: it does not accept the credentials that were sent.")
                .satisfies(e -> assertThat(e + ((BuildException) e).remedy().orElseThrow())
                        .doesNotContain("s3cret"));
    }

    @Test
    void sendsUserAndPasswordOfTheUrl() throws Exception {
        WebServer server = server(WebServer.content(ARCHIVE));
        read("http://user:p%40ss@127.0.0.1:" + server.port() + "/c.tar", Map.of());
        assertThat(server.requests()).singleElement().asString().endsWith("authorization=Basic dXNlcjpwQHNz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127_0_0_1"})
    void sendsTheTokenOfTheHost(String host) throws Exception {
        WebServer server = server(WebServer.content(ARCHIVE));
        read(server.url("/c.tar"), Map.of("HTTP_AUTH_TOKEN_" + host, "t0ken"));
        assertThat(server.requests()).singleElement().asString().endsWith("authorization=Bearer t0ken");
    }

    @Test
    void theWholeHeaderGoesBeforeTheToken() throws Exception {
        WebServer server = server(WebServer.content(ARCHIVE));
        read(
                server.url("/c.tar"),
                Map.of("HTTP_AUTH_TOKEN_127.0.0.1", "t0ken", "HTTP_AUTH_HEADER_127.0.0.1", "Digest abc"));
        assertThat(server.requests()).singleElement().asString().endsWith("authorization=Digest abc");
    }

    @Test
    void givesCredentialsToNoOtherHost() throws Exception {
        WebServer storage = server(WebServer.content(ARCHIVE));
        WebServer front = server(WebServer.redirect(storage.url("localhost", "/blob")));
        String url = "http://user:pass@127.0.0.1:" + front.port() + "/c.tar";
        assertThat(read(url, Map.of("HTTP_AUTH_TOKEN_127_0_0_1", "t0ken"))).isEqualTo(ARCHIVE);
        assertThat(storage.requests()).containsExactly("/blob range=- if-range=- authorization=-");
    }

    @Test
    void followsRelativeRedirects() throws Exception {
        WebServer server =
                server(exchange -> (exchange.getRequestURI().getPath().equals("/a/b")
                                ? WebServer.redirect("../c.tar?x=1")
                                : WebServer.content(ARCHIVE))
                        .to(exchange));
        assertThat(read(server.url("/a/b"), Map.of())).isEqualTo(ARCHIVE);
        assertThat(server.requests()).last().asString().startsWith("/c.tar?x=1 ");
    }

    @Test
    void doesNotFollowRedirectsForEver() throws Exception {
        WebServer server = server(WebServer.redirect("/round"));
        assertFails(server.url("/c.tar"), Map.of(), "there are more than 10 redirects.");
        assertThat(server.requests()).hasSize(11);
    }

    @Test
    void refusesARedirectToElsewhereThanTheWeb() throws Exception {
        WebServer server = server(WebServer.redirect("file:///etc/passwd"));
        assertFails(server.url("/c.tar"), Map.of(), "the server redirects to no valid address.");
    }

    @Test
    void recognisesALoginPage() throws Exception {
        WebServer server = server(WebServer.content("\n<!DOCTYPE html><title>Sign in</title>".getBytes()));
        assertFails(server.url("/c.tar"), Map.of(), "the server sent a web page and no archive.");
    }

    @Test
    void refusesWhatIsNoUrl() {
        assertFails("https://exa mple/c.tar", Map.of(), "this is not a valid URL.");
        assertFails("https:///c.tar", Map.of(), "this is not a valid URL.");
    }

    private void assertFails(String url, Map<String, String> environment, String reason) {
        ThrowingCallable reading = () -> read(url, environment);
        assertThatThrownBy(reading)
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot use the build context \"" + url + "\": " + reason)
                .satisfies(e -> assertThat(((BuildException) e).remedy()).isPresent());
    }

    private byte[] read(String url, Map<String, String> environment) throws IOException {
        ContextRequest request = new ContextRequest(
                new ContextLocation(url), directory, environment, InputStream.nullInputStream(), TransferProgress.NONE);
        FetchedContext.Archive archive = (FetchedContext.Archive) source().fetch(request);
        assertThat(archive.description()).isEqualTo(new ContextLocation(url).toString());
        try (InputStream in = archive.stream().open()) {
            return in.readAllBytes();
        }
    }

    private WebServer server(WebServer.Answer answer) throws IOException {
        WebServer server = new WebServer(answer);
        servers.add(server);
        return server;
    }
}
