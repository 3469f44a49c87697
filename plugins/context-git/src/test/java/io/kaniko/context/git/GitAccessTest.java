package io.kaniko.context.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins, refusals, and servers that are not there. */
final class GitAccessTest {

    @TempDir
    private Path root;

    private Fetches fetches;
    private WrittenRepository repository;

    @BeforeEach
    void serve() throws IOException {
        fetches = new Fetches(root);
        repository = WrittenRepository.create(root.resolve("app.git"));
        repository.file("file", "x").commit("one");
    }

    @AfterEach
    void stop() {
        fetches.close();
    }

    @Test
    void logsInWithUserAndPassword() throws IOException {
        fetches.server().requireLogin("jane", "s:ecret");
        assertFetches(fetches.with("GIT_USERNAME", "jane").with("GIT_PASSWORD", "s:ecret"));
    }

    @Test
    void logsInWithATokenAsTheUser() throws IOException {
        fetches.server().requireLogin("t0ken", "");
        assertFetches(fetches.with("GIT_TOKEN", "t0ken"));
    }

    @Test
    void logsInWithATokenAsGitLabWantsIt() throws IOException {
        fetches.server().requireLogin("oauth2", "t0ken");
        assertFetches(fetches.with("GIT_TOKEN", "t0ken"));
    }

    @Test
    void logsInWithWhatTheAddressSays() throws IOException {
        fetches.server().requireLogin("jane", "p@ss/word");
        assertThat(fetches.fetchFrom(withUser("jane:p%40ss%2Fword", "app.git"), Map.of())
                        .resolve("file"))
                .exists();
        fetches.server().requireLogin("t0ken", "");
        assertThat(fetches.fetchFrom(
                                "git://t0ken@" + fetches.server().host() + "/app.git", Map.of("pull-method", "http"))
                        .resolve("file"))
                .exists();
    }

    @Test
    void keepsNoSecretInTheRepository() throws IOException {
        fetches.server().requireLogin("jane", "hunter22");
        Path files = fetches.fetchFrom(withUser("jane:hunter22", "app.git?keep-git-dir=true"), Map.of());
        assertThat(new WrittenRepository(files).shell("grep -r hunter22 . || echo none"))
                .isEqualTo("none\n");
    }

    @Test
    void tellsOtherServersNothing() throws IOException {
        try (GitServer other = GitServer.plain(root)) {
            repository.git("-c protocol.file.allow=always submodule --quiet add " + root.resolve("app.git") + " sub");
            repository.git("config -f .gitmodules submodule.sub.url " + other.address("app.git"));
            repository.commit("with a submodule elsewhere");
            fetches.server().requireLogin("jane", "secret");
            other.requireLogin("jane", "secret");
            fetches.with("GIT_USERNAME", "jane").with("GIT_PASSWORD", "secret");
            assertThatThrownBy(() -> fetches.fetch("app.git")).hasMessageContaining("wants a login");
            assertThat(other.authorizations()).isEmpty();
        }
    }

    @Test
    void tellsNothingToWhereARedirectLeads() throws IOException {
        try (GitServer other = GitServer.plain(root)) {
            other.requireLogin("jane", "secret");
            fetches.server().redirect("moved.git", other.address("app.git"));
            fetches.with("GIT_USERNAME", "jane").with("GIT_PASSWORD", "secret");
            assertThatThrownBy(() -> fetches.fetch("moved.git")).isInstanceOf(BuildException.class);
            assertThat(other.authorizations()).isEmpty();
        }
    }

    @Test
    void followsRedirects() throws IOException {
        fetches.server().redirect("moved.git", fetches.address("app.git"));
        assertThat(fetches.fetch("moved.git").resolve("file")).exists();
    }

    @Test
    void saysThatALoginIsWanted() {
        fetches.server().requireLogin("jane", "secret");
        refused("app.git").hasMessageEndingWith(": 127.0.0.1 wants a login.").satisfies(remedy("GIT_TOKEN"));
    }

    @Test
    void saysThatALoginIsRefusedAndNotWhich() {
        fetches.server().requireLogin("jane", "secret");
        fetches.with("GIT_USERNAME", "jane").with("GIT_PASSWORD", "hunter22");
        refused("app.git")
                .hasMessageEndingWith(": 127.0.0.1 has refused the login.")
                .satisfies(remedy("expired"))
                .hasMessageNotContaining("hunter22");
        assertThatThrownBy(() -> fetches.fetchFrom(withUser("jane:hunter23", "app.git"), Map.of()))
                .hasMessageContaining("has refused the login")
                .hasMessageContaining("***@127.0.0.1")
                .hasMessageNotContaining("hunter23");
    }

    @Test
    void saysWhatTheServerAnswers() {
        fetches.server().fail("forbidden.git", 403);
        fetches.server().fail("broken.git", 500);
        refused("forbidden.git")
                .hasMessageContaining("does not permit it (403)")
                .satisfies(remedy("may read"));
        refused("broken.git").hasMessageContaining("500").satisfies(remedy("Try again"));
        refused("nowhere.git")
                .hasMessageContaining("there is no repository at " + fetches.address("nowhere.git"))
                .satisfies(remedy("GIT_TOKEN"));
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThatThrownBy(() -> fetches.fetchFrom("http://127.0.0.1:" + port + "/x.git", Map.of()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("http://127.0.0.1:" + port + "/x.git does not answer");
        assertThatThrownBy(() -> fetches.fetchFrom("git://127.0.0.1:" + port + "/x", Map.of()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("https://127.0.0.1:" + port + "/x does not answer")
                .satisfies(remedy("GIT_PULL_METHOD=git"));
        assertThatThrownBy(() -> fetches.fetchFrom("http://nobody.invalid/x.git", Map.of()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("there is no host nobody.invalid");
    }

    @Test
    void optionsAndEnvironmentAreChecked() {
        assertThatThrownBy(() -> fetches.fetchFrom(fetches.address("app.git"), Map.of("depth", "many")))
                .hasMessageContaining("depth must be a number of commits");
        fetches.with("GIT_PULL_METHOD", "ftp");
        refused("app.git").hasMessageContaining("GIT_PULL_METHOD must be https, http or git");
    }

    private void assertFetches(Fetches given) throws IOException {
        assertThat(given.fetch("app.git").resolve("file")).exists();
    }

    private String withUser(String user, String path) {
        return "http://" + user + "@" + fetches.server().host() + "/" + path;
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(String path) {
        return assertThatThrownBy(() -> fetches.fetch(path)).isInstanceOf(BuildException.class);
    }

    private static java.util.function.Consumer<Throwable> remedy(String word) {
        return e -> assertThat(((BuildException) e).remedy().orElseThrow()).contains(word);
    }
}
