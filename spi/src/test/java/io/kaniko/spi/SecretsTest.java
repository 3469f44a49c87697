package io.kaniko.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SecretsTest {

    private static final String SECRET = "hunter2";

    @Test
    void credentialsHideThem() {
        assertThat(new RegistryCredentials.UserPassword("ann", SECRET)).hasToString("UserPassword[ann]");
        assertThat(new RegistryCredentials.IdentityToken(SECRET).toString()).doesNotContain(SECRET);
        assertThat(new RegistryCredentials.BearerToken(SECRET).toString()).doesNotContain(SECRET);
    }

    @Test
    void requestsHideTheEnvironment() {
        Map<String, String> environment = Map.of("GIT_TOKEN", SECRET);
        assertThat(new CredentialRequest("gcr.io", "acme/base", environment, Path.of("/kaniko")))
                .hasToString("CredentialRequest[gcr.io/acme/base]");
        ContextRequest request = new ContextRequest(
                new ContextLocation("git://" + SECRET + "@host/x"),
                Path.of("/work"),
                environment,
                InputStream.nullInputStream(),
                TransferProgress.NONE);
        assertThat(request.toString()).doesNotContain(SECRET);
    }
}
