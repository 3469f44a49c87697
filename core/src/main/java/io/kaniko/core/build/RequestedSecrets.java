package io.kaniko.core.build;

import io.kaniko.core.step.SecretValues;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The secrets that {@code --secret} named. Read when they are asked for and kept nowhere. */
final class RequestedSecrets implements SecretValues {

    /** BuildKit's limit, too. */
    private static final long LARGEST = 500 * 1024;

    private final Map<String, BuildRequest.Secret> secrets;
    private final Map<String, String> environment;

    RequestedSecrets(Map<String, BuildRequest.Secret> secrets, Map<String, String> environment) {
        this.secrets = new LinkedHashMap<>(secrets);
        this.environment = environment;
    }

    @Override
    public Optional<byte[]> find(String id) throws IOException {
        return switch (secrets.get(id)) {
            case null -> Optional.empty();
            case BuildRequest.Secret.FromVariable variable ->
                Optional.ofNullable(environment.get(variable.name()))
                        .map(value -> value.getBytes(StandardCharsets.UTF_8));
            case BuildRequest.Secret.FromFile file -> {
                if (!Files.isRegularFile(file.file())) {
                    throw new BuildException(
                            BuildException.Kind.USER,
                            "the file of secret " + id + " does not exist: " + file.file(),
                            "Check src= of --secret.");
                }
                if (Files.size(file.file()) > LARGEST) {
                    throw new BuildException(
                            BuildException.Kind.USER,
                            "the file of secret " + id + " is larger than 500 KiB: " + file.file(),
                            "Secrets are kept in memory; mount large files from a stage or the context.");
                }
                yield Optional.of(Files.readAllBytes(file.file()));
            }
        };
    }
}
