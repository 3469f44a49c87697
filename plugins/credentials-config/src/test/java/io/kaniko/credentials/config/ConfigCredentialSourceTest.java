package io.kaniko.credentials.config;

import static io.kaniko.credentials.config.CredentialHome.base64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.CredentialRequest;
import io.kaniko.spi.CredentialSource;
import io.kaniko.spi.CredentialSourceContract;
import io.kaniko.spi.RegistryCredentials;
import io.kaniko.spi.RegistryCredentials.BearerToken;
import io.kaniko.spi.RegistryCredentials.IdentityToken;
import io.kaniko.spi.RegistryCredentials.UserPassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which file and which entry answers. */
final class ConfigCredentialSourceTest implements CredentialSourceContract {

    private CredentialHome home;

    @BeforeEach
    void setUp(@TempDir Path directory) throws IOException {
        home = new CredentialHome(directory);
    }

    @Override
    public CredentialSource source() {
        return new ConfigCredentialSource();
    }

    @Override
    public CredentialRequest answered(Path directory) throws IOException {
        return new CredentialHome(directory)
                .config("{'auths': {'gcr.io': {'auth': '" + base64("ann:" + SECRET) + "'}}}")
                .request("gcr.io", "acme/base");
    }

    @Override
    public CredentialRequest foreign(Path directory) throws IOException {
        answered(directory);
        return new CredentialHome(directory).request("quay.io", "acme/base");
    }

    @Override
    public Optional<CredentialRequest> broken(Path directory) throws IOException {
        return Optional.of(new CredentialHome(directory)
                .config("{'auths': {'gcr.io': {'auth': '" + SECRET + "}}}")
                .request("gcr.io", "acme/base"));
    }

    @Test
    void readsEveryKindOfEntry() throws IOException {
        home.config("""
            {'auths': {
              'a.io': {'auth': '%s'},
              'b.io': {'username': 'bob', 'password': 'pw'},
              'c.io': {'auth': '%s', 'identitytoken': 'refresh'},
              'd.io': {'registrytoken': 'bearer'},
              'e.io': {'auth': '%s'},
              'f.io': {'auth': '%s'}
            }, 'HttpHeaders': {'User-Agent': 'x'}, 'detachKeys': 7}
            """.formatted(base64("ann:p:w"), base64("00000000:"), base64("<token>:refresh"), "YW5uOnB3"));
        assertThat(find("a.io", "x")).contains(new UserPassword("ann", "p:w"));
        assertThat(find("b.io", "x")).contains(new UserPassword("bob", "pw"));
        assertThat(find("c.io", "x")).contains(new IdentityToken("refresh"));
        assertThat(find("d.io", "x")).contains(new BearerToken("bearer"));
        assertThat(find("e.io", "x")).contains(new IdentityToken("refresh"));
        assertThat(find("f.io", "x")).contains(new UserPassword("ann", "pw"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://index.docker.io/v1/",
                "https://index.docker.io/v1",
                "index.docker.io",
                "docker.io",
                "https://docker.io",
                "registry-1.docker.io",
                "https://registry-1.docker.io/v2/"
            })
    void knowsAllNamesOfDockerHub(String key) throws IOException {
        home.config("{'auths': {'" + key + "': {'username': 'u', 'password': 'p'}}}");
        assertThat(find("docker.io", "library/busybox")).contains(new UserPassword("u", "p"));
        assertThat(find("quay.io", "library/busybox")).isEmpty();
    }

    @Test
    void prefersTheEntryThatDockerWritesForDockerHub() throws IOException {
        home.config("""
            {'auths': {'docker.io': {'username': 'other', 'password': 'p'},
                       'https://index.docker.io/v1/': {'username': 'docker', 'password': 'p'}}}
            """);
        assertThat(find("docker.io", "library/busybox")).contains(new UserPassword("docker", "p"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://r.acme.com/v2/", "http://r.acme.com", "r.acme.com/v1/", "R.Acme.com", "r.acme.com/"})
    void readsAddressesAsHosts(String key) throws IOException {
        home.config("{'auths': {'" + key + "': {'username': 'u', 'password': 'p'}}}");
        assertThat(find("r.acme.com", "any/thing")).contains(new UserPassword("u", "p"));
        assertThat(find("r.acme.com:5000", "any/thing")).isEmpty();
    }

    @Test
    void takesTheLongestPath() throws IOException {
        home.config("""
            {'auths': {'r.io': {'username': 'host', 'password': 'p'},
                       'r.io/org': {'username': 'org', 'password': 'p'},
                       'https://r.io/org/team/app': {'username': 'app', 'password': 'p'},
                       'r.io/org/empty': {}}}
            """);
        assertThat(find("r.io", "other/x")).contains(new UserPassword("host", "p"));
        assertThat(find("r.io", "organic/x")).contains(new UserPassword("host", "p"));
        assertThat(find("r.io", "org/team/api")).contains(new UserPassword("org", "p"));
        assertThat(find("r.io", "org/team/app")).contains(new UserPassword("app", "p"));
        assertThat(find("r.io", "org/empty")).contains(new UserPassword("org", "p"));
    }

    @Test
    void keepsAnOrganisationsEntryFromOthers() throws IOException {
        home.config("""
            {'auths': {'r.io/org-a': {'username': 'a', 'password': 'p'},
                       'https://r.io/org-b/v2': {'username': 'b', 'password': 'p'}}}
            """);
        assertThat(find("r.io", "org-a/x")).isPresent();
        assertThat(find("r.io", "org-b/x")).isEmpty();
        assertThat(find("r.io", "org-c/x")).isEmpty();
        assertThat(find("r.io", "org-a2")).isEmpty();
    }

    @Test
    void asksTheVariableFirstAndThenTheFiles() throws IOException {
        home.variable("DOCKER_AUTH_CONFIG", "{\"auths\": {\"a.io\": {\"auth\": \"" + base64("inline:p") + "\"}}}")
                .config("""
                    {'auths': {'a.io': {'username': 'file', 'password': 'p'},
                               'b.io': {'username': 'file', 'password': 'p'}}}
                    """);
        assertThat(find("a.io", "x")).contains(new UserPassword("inline", "p"));
        assertThat(find("b.io", "x")).contains(new UserPassword("file", "p"));
    }

    @Test
    void looksInAllPlacesInOrder() throws IOException {
        String entry = "{'auths': {'%s.io': {'username': '%s', 'password': 'p'}}}";
        home.variable("HOME", home.path("user").toString())
                .variable("REGISTRY_AUTH_FILE", home.path("podman/login.json").toString())
                .variable("XDG_RUNTIME_DIR", home.path("run").toString())
                .variable("XDG_CONFIG_HOME", home.path("xdg").toString());
        home.file("xdg/containers/auth.json", entry.formatted("r", "config"));
        assertThat(find("r.io", "x")).contains(new UserPassword("config", "p"));
        home.file("run/containers/auth.json", entry.formatted("r", "runtime"));
        assertThat(find("r.io", "x")).contains(new UserPassword("runtime", "p"));
        home.file("podman/login.json", entry.formatted("r", "named"));
        assertThat(find("r.io", "x")).contains(new UserPassword("named", "p"));
        home.file("user/.docker/config.json", entry.formatted("r", "user"));
        assertThat(find("r.io", "x")).contains(new UserPassword("user", "p"));
        home.file(".docker/config.json", entry.formatted("r", "executor"));
        assertThat(find("r.io", "x")).contains(new UserPassword("executor", "p"));
        home.variable("DOCKER_CONFIG", home.path("elsewhere").toString());
        assertThat(find("r.io", "x")).contains(new UserPassword("executor", "p"));
        home.file("elsewhere/config.json", entry.formatted("r", "docker-config"));
        assertThat(find("r.io", "x")).contains(new UserPassword("docker-config", "p"));
        home.file("elsewhere/config.json", entry.formatted("other", "docker-config"));
        assertThat(find("r.io", "x")).contains(new UserPassword("named", "p"));
    }

    @Test
    void takesEmptyFilesAsEmpty() throws IOException {
        home.config("\n");
        assertThat(find("r.io", "x")).isEmpty();
        home.config("{'auths': null, 'credHelpers': {}, 'credsStore': ''}");
        assertThat(find("r.io", "x")).isEmpty();
    }

    @Test
    void saysWhereAFileIsMalformed() throws IOException {
        home.config("{'auths': {\n  'r.io': {'auth': 'c2VjcmV0',}}}");
        assertThatThrownBy(() -> find("r.io", "x"))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot read registry credentials from " + home.path(".docker/config.json")
                        + ": it is not valid JSON: line 2, column 31: a member of an object needs a name in quotes.")
                .satisfies(e ->
                        assertThat(((BuildException) e).remedy().orElseThrow()).contains("quoting"));
    }

    @Test
    void saysWhichEntryIsWrong() throws IOException {
        home.config("{'auths': {'r.io': {'auth': '***'}}}");
        assertThatThrownBy(() -> find("r.io", "x")).hasMessageContaining("the auth of r.io is not base64");
        home.config("{'auths': {'r.io': {'auth': '" + base64("nocolon") + "'}}}");
        assertThatThrownBy(() -> find("r.io", "x")).hasMessageContaining("is not \"user:password\" in base64");
        home.config("{'auths': []}");
        assertThatThrownBy(() -> find("r.io", "x")).hasMessageContaining("auths must be a JSON object");
        home.config("{'auths': {'r.io': {'username': 1}}}");
        assertThatThrownBy(() -> find("r.io", "x")).hasMessageContaining("username of r.io must be a text");
        home.config("[1]");
        assertThatThrownBy(() -> find("r.io", "x")).hasMessageContaining("the document must be a JSON object");
    }

    @Test
    void namesAVariableThatIsMalformed() {
        home.variable("DOCKER_AUTH_CONFIG", "{auths: 1}");
        assertThatThrownBy(() -> find("r.io", "x"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("from the environment variable DOCKER_AUTH_CONFIG: it is not valid JSON");
    }

    @Test
    void explainsADirectoryInTheFilesPlace() throws IOException {
        Files.createDirectories(home.path(".docker/config.json"));
        assertThatThrownBy(() -> find("r.io", "x"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("config.json: it is a directory.")
                .satisfies(e ->
                        assertThat(((BuildException) e).remedy().orElseThrow()).contains("subPath"));
    }

    private Optional<RegistryCredentials> find(String registry, String repository) throws IOException {
        return source().find(home.request(registry, repository));
    }
}
