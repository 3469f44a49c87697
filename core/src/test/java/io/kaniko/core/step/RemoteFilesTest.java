package io.kaniko.core.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteFilesTest {

    @FunctionalInterface
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @TempDir
    private Path directory;

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> pauses = new ArrayList<>();
    private HttpServer server;
    private Answer answer = content("content");

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(exchange.getRequestURI() + (authorization == null ? "" : " " + authorization));
            try (exchange) {
                answer.to(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "/dir/file.txt?x=/y, file.txt",
        "/dir/, dir",
        "/with%20blank, with blank",
        "/, ''",
        "/a/.., ''",
    })
    void namesTheFileAfterThePath(String path, String name) throws Exception {
        assertThat(files(Map.of()).fetch(url(path)).name()).isEqualTo(name);
    }

    @Test
    void readsTheTimeOfTheFile() throws Exception {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Last-Modified", "Tue, 04 Aug 2026 10:00:00 GMT");
            content("content").to(exchange);
        };
        assertThat(files(Map.of()).fetch(url("/f")).modified()).contains(Instant.parse("2026-08-04T10:00:00Z"));
        assertThat(files(Map.of()).modified(url("/f"))).contains(Instant.parse("2026-08-04T10:00:00Z"));
    }

    @Test
    void knowsNoTimeOfAFileThatIsNoArchive() throws Exception {
        assertThat(files(Map.of()).modified(url("/f"))).isEmpty();
        try (var left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 503})
    void triesAgainWhereTheAnswerMayChange(int status) throws Exception {
        answer = exchange -> {
            if (requests.size() < 3) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                content("third").to(exchange);
            }
        };
        assertThat(files(Map.of()).fetch(url("/f")).file()).hasContent("third");
        assertThat(pauses).containsExactly(1L, 2L);
    }

    @Test
    void takesNothingOfATryThatBroke() throws Exception {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write("half".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        };
        assertThatThrownBy(() -> files(Map.of()).fetch(url("/f?sig=s3cret")))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith("cannot download " + url("/f?***") + ": ");
        assertThat(requests).hasSize(3);
        try (var left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void saysHowToPassCredentials() {
        answer = exchange -> exchange.sendResponseHeaders(401, -1);
        assertThatThrownBy(() -> files(Map.of()).fetch(url("/f")))
                .isInstanceOf(BuildException.class)
                .hasMessageEndingWith("127.0.0.1 answered 401")
                .satisfies(e -> assertThat(((BuildException) e).remedy().orElseThrow())
                        .contains("--secret id=HTTP_AUTH_TOKEN_127.0.0.1"));
        assertThat(requests).hasSize(1);
    }

    @Test
    void sendsTheSecretOfTheHost() throws Exception {
        files(Map.of("HTTP_AUTH_TOKEN_127.0.0.1", "t0ken\n")).fetch(url("/a"));
        files(Map.of("HTTP_AUTH_TOKEN_" + authority(), "t0ken")).fetch(url("/b"));
        files(Map.of("HTTP_AUTH_HEADER_127.0.0.1", "Basic abc", "HTTP_AUTH_TOKEN_127.0.0.1", "no"))
                .fetch(url("/c"));
        files(Map.of("HTTP_AUTH_TOKEN_elsewhere", "no")).fetch(url("/d"));
        assertThat(requests).containsExactly("/a Bearer t0ken", "/b Bearer t0ken", "/c Basic abc", "/d");
    }

    @Test
    void sendsUserAndPasswordOfTheUrlAndKeepsThemToItsServer() throws Exception {
        answer = exchange -> {
            if (exchange.getRequestURI().getPath().equals("/here")) {
                exchange.getResponseHeaders().set("Location", "/same");
                exchange.sendResponseHeaders(302, -1);
            } else if (exchange.getRequestURI().getPath().equals("/same")) {
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                "http://localhost:" + server.getAddress().getPort() + "/other");
                exchange.sendResponseHeaders(307, -1);
            } else {
                content("there").to(exchange);
            }
        };
        assertThat(files(Map.of())
                        .fetch("http://u:p%40@" + authority() + "/here")
                        .file())
                .hasContent("there");
        assertThat(requests).containsExactly("/here Basic dTpwQA==", "/same Basic dTpwQA==", "/other");
    }

    @Test
    void doesNotFollowRedirectsForEverOrElsewhere() {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Location", "/round");
            exchange.sendResponseHeaders(302, -1);
        };
        assertThatThrownBy(() -> files(Map.of()).fetch(url("/f")))
                .hasMessageEndingWith("there are more than 10 redirects");
        answer = exchange -> {
            exchange.getResponseHeaders().set("Location", "file:///etc/passwd");
            exchange.sendResponseHeaders(302, -1);
        };
        assertThatThrownBy(() -> files(Map.of()).fetch(url("/f")))
                .hasMessageEndingWith("the server redirects to no valid address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "https:///x", "http://host/a b"})
    void refusesWhatIsNoUrl(String url) {
        assertThatThrownBy(() -> files(Map.of()).fetch(url))
                .isInstanceOf(BuildException.class)
                .hasMessage("\"" + url + "\" is not a URL");
    }

    private RemoteFiles files(Map<String, String> secrets) {
        return new RemoteFiles(
                directory,
                id -> Optional.ofNullable(secrets.get(id)).map(value -> value.getBytes(StandardCharsets.UTF_8)),
                duration -> pauses.add(duration.toSeconds()));
    }

    private static Answer content(String text) {
        return exchange -> {
            exchange.sendResponseHeaders(200, text.length());
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        };
    }

    private String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private String url(String path) {
        return "http://" + authority() + path;
    }
}
