package io.kaniko.credentials.config;

import io.kaniko.spi.CredentialRequest;
import io.kaniko.spi.CredentialSource;
import io.kaniko.spi.RegistryCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.pf4j.Extension;

/**
 * What {@code docker login} and {@code podman login} have stored. The nearest file that knows the registry answers;
 * within a file the registry's helper program, or else the store of all registries, comes before the entries, as in docker.
 * Nothing is remembered: a file may change while a build runs.
 */
@Extension
public final class ConfigCredentialSource implements CredentialSource {

    private static final Duration HELPER_TIMEOUT = Duration.ofMinutes(1);

    private final Duration helperTimeout;

    public ConfigCredentialSource() {
        this(HELPER_TIMEOUT);
    }

    ConfigCredentialSource(Duration helperTimeout) {
        this.helperTimeout = helperTimeout;
    }

    @Override
    public String name() {
        return "docker-config";
    }

    @Override
    public Optional<RegistryCredentials> find(CredentialRequest request) throws IOException {
        for (AuthFile file : new AuthFiles(request).read()) {
            Optional<RegistryCredentials> found = find(file, request);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<RegistryCredentials> find(AuthFile file, CredentialRequest request) throws IOException {
        Optional<RegistryCredentials> entry = file.entry(request.registry(), request.repository());
        Optional<RegistryCredentials> fromProgram = Optional.empty();
        Optional<String> helper = file.helper(request.registry());
        if (helper.isPresent()) {
            fromProgram = program(helper.get(), file, request).get(request.registry());
        } else if (file.store().isPresent()) {
            HelperProgram store = program(file.store().get(), file, request);
            // A config.json copied from a desktop names a store that is not here; an entry with a secret still serves.
            if (entry.isEmpty() || store.isInstalled()) {
                fromProgram = store.get(request.registry());
            }
        }
        return fromProgram.or(() -> entry);
    }

    private HelperProgram program(String name, AuthFile file, CredentialRequest request) {
        return new HelperProgram(name, file.name(), request.environment(), helperTimeout);
    }
}
