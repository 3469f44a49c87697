package io.kaniko.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which Dockerfile is built, and which ignore file counts for it. */
final class DockerfileFinderTest {

    @TempDir
    private Path scratch;

    private Path current;
    private Path context;

    @BeforeEach
    void setUp() throws IOException {
        current = Files.createDirectory(scratch.resolve("current"));
        context = Files.createDirectory(scratch.resolve("context"));
    }

    @Test
    void looksInTheWorkingDirectoryBeforeTheContext() throws Exception {
        write(context.resolve("Dockerfile"), "FROM context");
        assertThat(text(find("Dockerfile"))).isEqualTo("FROM context");
        write(current.resolve("Dockerfile"), "FROM current");
        assertThat(text(find("Dockerfile"))).isEqualTo("FROM current");
        assertThat(text(find(context.resolve("Dockerfile").toString()))).isEqualTo("FROM context");
    }

    @Test
    void takesTheNameWithASmallLetterWhereTheUsualOneIsMissing() throws Exception {
        write(context.resolve("dockerfile"), "FROM small");
        assertThat(find("Dockerfile").name()).isEqualTo("dockerfile");
        assertThat(text(find("Dockerfile"))).isEqualTo("FROM small");
        write(context.resolve("other"), "FROM other");
        assertThatThrownBy(() -> find("Other")).isInstanceOf(BuildException.class);
    }

    @Test
    void passesOverADirectoryOfThatName() throws Exception {
        Files.createDirectory(current.resolve("Dockerfile"));
        write(context.resolve("Dockerfile"), "FROM context");
        assertThat(text(find("Dockerfile"))).isEqualTo("FROM context");
    }

    @Test
    void findsItAnywhereFromTheUsersOwnDirectory() throws Exception {
        write(scratch.resolve("shared/Dockerfile"), "FROM shared");
        assertThat(text(find("../shared/Dockerfile"))).isEqualTo("FROM shared");
        Files.createSymbolicLink(context.resolve("Dockerfile"), scratch.resolve("shared/Dockerfile"));
        assertThat(text(find("/Dockerfile"))).isEqualTo("FROM shared");
    }

    @Test
    void leavesAFetchedContextByNoLink() throws Exception {
        write(scratch.resolve("secret"), "password");
        Files.createSymbolicLink(context.resolve("Dockerfile"), scratch.resolve("secret"));
        assertThatThrownBy(() -> find("Dockerfile", false)).isInstanceOf(BuildException.class);
        assertThatThrownBy(() -> find("../context/../secret2", false)).isInstanceOf(BuildException.class);
        write(context.resolve("docker/api"), "FROM api");
        Files.createSymbolicLink(context.resolve("api"), Path.of("/docker/api"));
        assertThat(text(find("api", false))).isEqualTo("FROM api");
    }

    @Test
    void saysWhereItLookedAndWhatIsNear() throws Exception {
        write(context.resolve("docker/Dockerfile.api"), "FROM x");
        assertThatThrownBy(() -> find("docker/Dockerfile.app"))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot find the Dockerfile \"docker/Dockerfile.app\": there is no such file in " + current
                        + ", nor in the build context \"/context\".")
                .satisfies(e -> assertThat(((BuildException) e).remedy())
                        .contains("The context has docker/Dockerfile.api: did you mean that? "
                                + "Give a path relative to the build context with --dockerfile."));
        assertThatThrownBy(() -> find("")).hasMessageContaining("Cannot find the Dockerfile \"\"");
    }

    @Test
    void prefersTheIgnoreFileBesideTheDockerfile() throws Exception {
        write(context.resolve("docker/Dockerfile"), "FROM x");
        write(context.resolve(".dockerignore"), "root");
        for (boolean inPlace : new boolean[] {true, false}) {
            assertThat(find("docker/Dockerfile", inPlace).context().ignore().ignores("root"))
                    .isTrue();
        }
        write(context.resolve("docker/Dockerfile.dockerignore"), "own");
        for (boolean inPlace : new boolean[] {true, false}) {
            IgnoreRules rules = find("docker/Dockerfile", inPlace).context().ignore();
            assertThat(rules.ignores("own")).isTrue();
            assertThat(rules.ignores("root")).isFalse();
        }
    }

    @Test
    void takesTheIgnoreFileBesideADockerfileOutsideTheContext() throws Exception {
        write(current.resolve("My.Dockerfile"), "FROM x");
        write(current.resolve("My.Dockerfile.dockerignore"), "own");
        assertThat(find("My.Dockerfile").context().ignore().ignores("own")).isTrue();
    }

    @Test
    void readsNoIgnoreFileWhereNoneApplies() throws Exception {
        write(context.resolve("Dockerfile"), "FROM x");
        write(context.resolve("Dockerfile.dockerignore"), "x");
        write(context.resolve(".dockerignore"), "x");
        ContextDirectory clone = new ContextDirectory(
                new ContextLocation("git://h/x"), new StageRoot(context), false, false, Optional.empty());
        assertThat(finder().find("Dockerfile", clone).context().ignore().ignores("x"))
                .isFalse();
        assertThat(clone.withOwnIgnoreFile().ignore().ignores("x")).isFalse();
    }

    @Test
    void namesTheIgnoreFileWithABadPattern() throws Exception {
        write(context.resolve("Dockerfile"), "FROM x");
        write(context.resolve(".dockerignore"), "a[");
        IgnoreRules rules = find("Dockerfile").context().ignore();
        assertThatThrownBy(() -> rules.ignores("x"))
                .hasMessage("Cannot read the pattern \"a[\" in .dockerignore: a [ is not closed.");
    }

    @Test
    void ignoreFilesMayNameFilesThatAreNotUtf8() throws Exception {
        write(context.resolve("Dockerfile"), "FROM x");
        Files.write(context.resolve(".dockerignore"), new byte[] {'a', (byte) 0xff});
        assertThat(find("Dockerfile").context().ignore().ignores("a\uDCFF")).isTrue();
    }

    @Test
    void fetchesAUrlWithTheContextsOwnIgnoreFile() throws Exception {
        write(context.resolve(".dockerignore"), "x");
        try (TextServer server = new TextServer()) {
            FoundDockerfile found = find(server.url("/Dockerfile?token=secret"));
            assertThat(text(found)).isEqualTo("FROM served");
            assertThat(found.name()).isEqualTo(server.url("/Dockerfile?***"));
            assertThat(found.context().ignore().ignores("x")).isTrue();
            assertThatThrownBy(() -> find(server.url("/missing")))
                    .isInstanceOf(BuildException.class)
                    .hasMessage("Cannot fetch the Dockerfile " + server.url("/missing") + ": the server answered 404.");
        }
    }

    @Test
    void refusesATextOfAbsurdLength() throws Exception {
        Files.write(context.resolve("Dockerfile"), new byte[TextLimit.MOST_BYTES + 1]);
        assertThatThrownBy(() -> find("Dockerfile"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("it is longer than 16777216 bytes");
    }

    @Test
    void refusesAUrlThatIsNone() {
        assertThatThrownBy(() -> find("https://not a url"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("this is not a valid URL");
    }

    private FoundDockerfile find(String name) throws Exception {
        return find(name, true);
    }

    private FoundDockerfile find(String name, boolean inPlace) throws Exception {
        return finder().find(
                        name,
                        new ContextDirectory(
                                new ContextLocation("/context"),
                                new StageRoot(context),
                                inPlace,
                                true,
                                Optional.empty()));
    }

    private DockerfileFinder finder() {
        return new DockerfileFinder(current, HttpClient::newHttpClient);
    }

    private static String text(FoundDockerfile found) {
        return new String(found.text(), StandardCharsets.UTF_8);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Serves {@code /Dockerfile} on the loopback interface. */
    private static final class TextServer implements AutoCloseable {
        private final HttpServer server;

        TextServer() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                byte[] body = "FROM served".getBytes(StandardCharsets.UTF_8);
                boolean known = exchange.getRequestURI().getPath().equals("/Dockerfile");
                exchange.sendResponseHeaders(known ? 200 : 404, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        String url(String path) {
            return "http://127.0.0.1:" + server.getAddress().getPort() + path;
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
