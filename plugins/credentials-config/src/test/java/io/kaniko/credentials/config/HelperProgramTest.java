package io.kaniko.credentials.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.RegistryCredentials;
import io.kaniko.spi.RegistryCredentials.IdentityToken;
import io.kaniko.spi.RegistryCredentials.UserPassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Talking to docker-credential programs. */
final class HelperProgramTest {

    private static final String ANSWER = "echo '{\"ServerURL\":\"x\",\"Username\":\"%s\",\"Secret\":\"%s\"}'";

    private CredentialHome home;

    @BeforeEach
    void setUp(@TempDir Path directory) throws IOException {
        home = new CredentialHome(directory);
    }

    @Test
    void asksTheRegistrysHelper() throws IOException {
        home.config("{'credHelpers': {'gcr.io': 'gcr'}}")
                .helper("gcr", "test \"$1\" = get && test \"$(cat)\" = gcr.io && " + ANSWER.formatted("_token", "s"));
        assertThat(find("gcr.io")).contains(new UserPassword("_token", "s"));
        assertThat(find("eu.gcr.io")).isEmpty();
    }

    @Test
    void givesTheEnvironmentOnToTheHelper() throws IOException {
        home.config("{'credHelpers': {'r.io': 'env'}}")
                .variable("MINE", "value")
                .helper("env", "cat >/dev/null; echo \"{\\\"Username\\\":\\\"u\\\",\\\"Secret\\\":\\\"$MINE\\\"}\"");
        assertThat(find("r.io")).contains(new UserPassword("u", "value"));
    }

    @Test
    void asksForDockerHubByItsAddress() throws IOException {
        home.config("{'credsStore': 'store'}")
                .helper("store", "test \"$(cat)\" = https://index.docker.io/v1/ && " + ANSWER.formatted("u", "s"));
        assertThat(find("docker.io")).contains(new UserPassword("u", "s"));
    }

    @Test
    void readsIdentityTokens() throws IOException {
        home.config("{'credsStore': 'store'}").helper("store", ANSWER.formatted("<token>", "refresh"));
        assertThat(find("r.io")).contains(new IdentityToken("refresh"));
    }

    @Test
    void prefersTheRegistrysHelperToTheStore() throws IOException {
        home.config("{'credHelpers': {'https://r.io/v2/': 'one'}, 'credsStore': 'all'}")
                .helper("one", ANSWER.formatted("one", "s"))
                .helper("all", ANSWER.formatted("all", "s"));
        assertThat(find("r.io")).contains(new UserPassword("one", "s"));
        assertThat(find("other.io")).contains(new UserPassword("all", "s"));
    }

    @Test
    void fallsBackToTheEntryWhereTheStoreKnowsNothing() throws IOException {
        home.config("{'credsStore': 'store', 'auths': {'r.io': {'username': 'u', 'password': 'p'}}}")
                .helper("store", "cat >/dev/null; echo 'credentials not found in native keychain'; exit 1");
        assertThat(find("r.io")).contains(new UserPassword("u", "p"));
        assertThat(find("other.io")).isEmpty();
    }

    @Test
    void usesTheEntryWhereTheStoreIsNotInstalled() throws IOException {
        home.config("{'credsStore': 'desktop', 'auths': {'r.io': {'username': 'u', 'password': 'p'}, 'e.io': {}}}");
        assertThat(find("r.io")).contains(new UserPassword("u", "p"));
        assertThatThrownBy(() -> find("e.io"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("no program docker-credential-desktop is on the PATH")
                .hasMessageContaining(home.path(".docker/config.json").toString());
    }

    @Test
    void takesAnEmptyAnswerAsNone() throws IOException {
        home.config("{'credsStore': 'store'}").helper("store", ANSWER.formatted("", ""));
        assertThat(find("r.io")).isEmpty();
    }

    @Test
    void answersWhereTheHelperDoesNotReadTheQuestion() throws IOException {
        home.config("{'credsStore': 'store'}").helper("store", "exec <&-\n" + ANSWER.formatted("u", "s"));
        assertThat(find("r.io")).contains(new UserPassword("u", "s"));
    }

    @Test
    void showsWhatAFailingHelperSays() throws IOException {
        home.config("{'credHelpers': {'r.io': 'ecr'}}")
                .helper("ecr", "echo 'no region'; echo \"set AWS_REGION\" >&2; exit 3");
        assertThatThrownBy(() -> find("r.io"))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot get credentials from docker-credential-ecr (" + home.path(".docker/config.json")
                        + "): it failed with status 3: no region set AWS_REGION.");
    }

    @Test
    void neverShowsAnAnswerThatItCannotRead() throws IOException {
        home.config("{'credHelpers': {'r.io': 'odd'}}").helper("odd", "echo 'hunter2 is the password'");
        assertThatThrownBy(() -> find("r.io"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("its answer is not JSON")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void doesNotWaitForEver() throws IOException {
        home.config("{'credsStore': 'slow'}").helper("slow", "exec sleep 60");
        assertThatThrownBy(
                        () -> new ConfigCredentialSource(Duration.ofMillis(300)).find(home.request("r.io", "acme/app")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("did not answer within 0 seconds");
    }

    @Test
    void refusesAHelperThatIsAPath() throws IOException {
        home.config("{'credsStore': '../../tmp/x'}");
        assertThatThrownBy(() -> find("r.io"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("this is not a name");
    }

    @Test
    void skipsPlacesThatHoldNoProgram() throws IOException {
        home.config("{'credsStore': 'store'}").helper("store", ANSWER.formatted("u", "s"));
        Path other = Files.createDirectories(home.path("first"));
        Files.writeString(other.resolve("docker-credential-store"), "not executable");
        home.variable("PATH", other + "::" + home.path("bin") + ":/usr/bin:/bin");
        assertThat(find("r.io")).contains(new UserPassword("u", "s"));
    }

    private Optional<RegistryCredentials> find(String registry) throws IOException {
        return new ConfigCredentialSource().find(home.request(registry, "acme/app"));
    }
}
