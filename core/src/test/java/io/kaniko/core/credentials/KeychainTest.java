package io.kaniko.core.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.credentials.Keychain.Answer;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.CredentialSource;
import io.kaniko.spi.RegistryCredentials.UserPassword;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Who is asked, how often, and what is told about it. */
final class KeychainTest {

    private final FakeCredentialSource first = FakeCredentialSource.knowing("docker-config", "a.io");
    private final FakeCredentialSource second = FakeCredentialSource.knowing("google", "a.io");
    private final FakeCredentialSource third = FakeCredentialSource.knowing("ecr", "b.io");
    private Instant now = Instant.EPOCH;

    @Test
    void theFirstAnswerWinsAndSparesTheOthers() {
        Keychain keychain = keychain(first, second, third);
        assertThat(keychain.ask("a.io", "x"))
                .containsExactly(new Answer("docker-config", new UserPassword("docker-config", "secret")));
        assertThat(second.asked()).hasValue(0);
        assertThat(keychain.ask("b.io", "x")).extracting(Answer::source).containsExactly("ecr");
        assertThat(keychain.ask("c.io", "x")).isEmpty();
    }

    @Test
    void goesOnAfterARefusal() {
        Keychain keychain = keychain(first, second, third);
        Answer refused = keychain.ask("a.io", "x").getFirst();
        Answer next = keychain.askNext("a.io", "x", refused).orElseThrow();
        assertThat(next.source()).isEqualTo("google");
        assertThat(keychain.askNext("a.io", "x", refused)).contains(next);
        assertThat(keychain.askNext("a.io", "x", next)).isEmpty();
        assertThat(keychain.ask("a.io", "x")).containsExactly(refused, next);
        assertThat(second.asked()).hasValue(1);
    }

    @Test
    void remembersPerRepositoryForAWhile() {
        Keychain keychain = keychain(first);
        keychain.ask("a.io", "x");
        keychain.ask("a.io", "x");
        keychain.ask("c.io", "x");
        keychain.ask("c.io", "x");
        assertThat(first.asked()).hasValue(2);
        keychain.ask("a.io", "y");
        assertThat(first.asked()).hasValue(3);
        now = now.plus(Duration.ofMinutes(11));
        keychain.ask("a.io", "x");
        assertThat(first.asked()).hasValue(4);
        keychain.forget("a.io", "x");
        keychain.ask("a.io", "x");
        assertThat(first.asked()).hasValue(5);
    }

    @Test
    void manyThreadsCauseOneQuestion() throws Exception {
        Keychain keychain = keychain(first);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Answer>>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(threads.submit(() -> keychain.ask("a.io", "x")));
            }
            for (Future<List<Answer>> answer : answers) {
                assertThat(answer.get()).hasSize(1);
            }
        }
        assertThat(first.asked()).hasValue(1);
    }

    @Test
    void tellsWhoWasAsked() {
        Keychain keychain = keychain(first, second, third);
        assertThat(keychain.asked("a.io")).isEqualTo("docker-config: not asked; google: not asked; ecr: not asked");
        keychain.ask("a.io", "x");
        assertThat(keychain.asked("a.io")).isEqualTo("docker-config: answered; google: not asked; ecr: not asked");
        keychain.ask("b.io", "x");
        assertThat(keychain.asked("b.io")).isEqualTo("docker-config: no entry; google: no entry; ecr: answered");
        assertThat(keychain().asked("a.io")).isEqualTo("no credential source is installed");
    }

    @Test
    void givesTheRequestWhatTheSourceMayKnow() {
        CredentialSource curious = new FakeCredentialSource("curious", request -> {
            assertThat(request.repository()).isEqualTo("acme/base");
            assertThat(request.environment()).containsEntry("KEY", "value");
            assertThat(request.homeDirectory()).isEqualTo(Path.of("/kaniko"));
            return Optional.empty();
        });
        assertThat(new Keychain(List.of(curious), Map.of("KEY", "value"), Path.of("/kaniko")).ask("a.io", "acme/base"))
                .isEmpty();
    }

    @Test
    void namesTheSourceThatIsBrokenAndAsksItAgain() {
        int[] calls = {0};
        CredentialSource broken = new FakeCredentialSource("ecr", request -> {
            if (calls[0]++ == 0) {
                throw new IOException("no region");
            }
            return Optional.of(new UserPassword("AWS", "secret"));
        });
        Keychain keychain = keychain(broken);
        assertThatThrownBy(() -> keychain.ask("a.io", "x"))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot get credentials for a.io/x from ecr: no region.");
        assertThat(keychain.asked("a.io")).isEqualTo("ecr: failed");
        assertThat(keychain.ask("a.io", "x")).hasSize(1);
    }

    @Test
    void keepsTheRemedyOfASource() {
        CredentialSource broken = new FakeCredentialSource("ecr", request -> {
            throw new BuildException(BuildException.Kind.ENVIRONMENT, "no region is set", "Set AWS_REGION.");
        });
        assertThatThrownBy(() -> keychain(broken).ask("a.io", "x")).isInstanceOfSatisfying(BuildException.class, e -> {
            assertThat(e).hasMessage("Cannot get credentials for a.io/x from ecr: no region is set");
            assertThat(e.kind()).isEqualTo(BuildException.Kind.ENVIRONMENT);
            assertThat(e.remedy()).contains("Set AWS_REGION.");
        });
    }

    @Test
    void blamesThePluginForItsFaults() {
        CredentialSource faulty = new FakeCredentialSource("odd", request -> {
            throw new IllegalStateException("secret");
        });
        assertThatThrownBy(() -> keychain(faulty).ask("a.io", "x"))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.kind()).isEqualTo(BuildException.Kind.INTERNAL))
                .hasMessageContaining("from odd: the plugin failed with java.lang.IllegalStateException")
                .hasMessageNotContaining("secret");
    }

    @Test
    void showsNoSecret() {
        Keychain keychain = keychain(first);
        assertThat(keychain.ask("a.io", "x").toString()).doesNotContain("secret");
        assertThat(keychain.toString()).doesNotContain("secret");
    }

    private Keychain keychain(CredentialSource... sources) {
        return new Keychain(List.of(sources), Map.of(), Path.of("/kaniko"), () -> now);
    }
}
