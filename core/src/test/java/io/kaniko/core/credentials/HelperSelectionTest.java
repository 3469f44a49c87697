package io.kaniko.core.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.CredentialSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The meaning of --credential-helpers. */
final class HelperSelectionTest {

    private static final List<CredentialSource> INSTALLED = Stream.of(
                    "vault", "gitlab", "acr", "docker-config", "artifactory", "ecr", "google", "env")
            .<CredentialSource>map(name -> FakeCredentialSource.knowing(name, "a.io"))
            .toList();

    @Test
    void withoutTheFlagAllAreAskedInKanikosOrder() {
        assertThat(chosen(HelperSelection.ALL))
                .containsExactly("docker-config", "env", "google", "ecr", "acr", "gitlab", "artifactory", "vault");
    }

    @Test
    void theFlagChoosesAndOrders() {
        assertThat(chosen(selection("vault", "ecr", "ecr"))).containsExactly("docker-config", "vault", "ecr");
    }

    @Test
    void theEmptyValueLeavesTheFilesOnly() {
        assertThat(chosen(selection(""))).containsExactly("docker-config");
        assertThat(chosen(selection())).containsExactly("docker-config");
        assertThat(chosen(selection("docker-config"))).containsExactly("docker-config");
    }

    @Test
    void refusesAHelperThatIsNotInstalled() {
        assertThatThrownBy(() -> chosen(selection("eccr")))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot use the credential helper \"eccr\" (--credential-helpers): "
                        + "no installed plugin has it.")
                .satisfies(e -> assertThat(((BuildException) e).remedy()).contains("Did you mean ecr?"));
        assertThatThrownBy(() -> selection("ecr").choose(List.of()))
                .satisfies(e ->
                        assertThat(((BuildException) e).remedy().orElseThrow()).startsWith("No helper is installed"));
    }

    private static HelperSelection selection(String... names) {
        return new HelperSelection(Optional.of(List.of(names)));
    }

    private static List<String> chosen(HelperSelection selection) {
        return selection.choose(INSTALLED).stream().map(CredentialSource::name).toList();
    }
}
