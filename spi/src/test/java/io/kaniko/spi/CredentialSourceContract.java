package io.kaniko.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link CredentialSource} promises. A plugin's test implements this interface. */
public interface CredentialSourceContract extends ExtensionContract {

    /** The secret that the requests below lead to, and that no text may show. */
    String SECRET = "s3cr3t-of-the-contract";

    /** A fresh source. */
    CredentialSource source();

    /**
     * Sets up credentials whose secret is {@link #SECRET}, and asks for them.
     *
     * @param home an empty directory, the executor's home
     */
    CredentialRequest answered(Path home) throws Exception;

    /** A request that this source has nothing to do with. */
    CredentialRequest foreign(Path home) throws Exception;

    /** A request that this source is in charge of and cannot answer; empty where nothing can go wrong. */
    Optional<CredentialRequest> broken(Path home) throws Exception;

    @Override
    default CredentialSource extension() {
        return source();
    }

    @Override
    default String extensionName() {
        return source().name();
    }

    @Test
    default void answersEveryTime(@TempDir Path home) throws Exception {
        CredentialRequest request = answered(home);
        CredentialSource source = source();
        Optional<RegistryCredentials> first = source.find(request);
        assertThat(first).isPresent();
        assertThat(secret(first.get())).isEqualTo(SECRET);
        assertThat(source.find(request)).isEqualTo(first);
    }

    @Test
    default void leavesForeignRegistriesToOthers(@TempDir Path home) throws Exception {
        assertThat(source().find(foreign(home))).isEmpty();
    }

    @Test
    default void answersManyThreads(@TempDir Path home) throws Exception {
        CredentialRequest request = answered(home);
        CredentialSource source = source();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<RegistryCredentials>>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(threads.submit(() -> source.find(request)));
            }
            for (Future<Optional<RegistryCredentials>> answer : answers) {
                assertThat(answer.get()).isPresent();
            }
        }
    }

    @Test
    default void showsNoSecret(@TempDir Path home) throws Exception {
        assertThat(source().find(answered(home)).orElseThrow().toString()).doesNotContain(SECRET);
    }

    @Test
    default void reportsWhatIsBroken(@TempDir Path home) throws Exception {
        Optional<CredentialRequest> request = broken(home);
        if (request.isEmpty()) {
            return;
        }
        Throwable failure = catchThrowable(() -> source().find(request.get()));
        assertThat(failure).isInstanceOfAny(BuildException.class, IOException.class);
        assertThat(failure.getMessage()).isNotBlank();
        for (Throwable shown = failure; shown != null; shown = shown.getCause()) {
            assertThat(String.valueOf(shown.getMessage())).doesNotContain(SECRET);
        }
    }

    private static String secret(RegistryCredentials credentials) {
        return switch (credentials) {
            case RegistryCredentials.UserPassword userPassword -> userPassword.password();
            case RegistryCredentials.IdentityToken identity -> identity.token();
            case RegistryCredentials.BearerToken bearer -> bearer.token();
        };
    }
}
