package io.kaniko.spi;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Credentials for a registry are wanted.
 *
 * @param registry host and port as in an image reference, {@code docker.io} for Docker Hub: {@code gcr.io},
 *     {@code localhost:5000}
 * @param repository the repository below the registry, without tag: {@code acme/base}
 * @param environment the executor's environment variables; the only place to read them from
 * @param homeDirectory the executor's home, {@code /kaniko} in the image; {@code .docker/config.json} lies below it
 */
public record CredentialRequest(
        String registry, String repository, Map<String, String> environment, Path homeDirectory) {

    public CredentialRequest {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /** The environment may hold secrets. */
    @Override
    public String toString() {
        return "CredentialRequest[" + registry + "/" + repository + "]";
    }
}
