package io.kaniko.core.credentials;

import io.kaniko.spi.CredentialRequest;
import io.kaniko.spi.CredentialSource;
import io.kaniko.spi.RegistryCredentials;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A source that does what the test says, and counts how often it was asked. */
record FakeCredentialSource(String name, Finding finding, AtomicInteger asked) implements CredentialSource {

    interface Finding {
        Optional<RegistryCredentials> find(CredentialRequest request) throws IOException;
    }

    FakeCredentialSource(String name, Finding finding) {
        this(name, finding, new AtomicInteger());
    }

    static FakeCredentialSource knowing(String name, String registry) {
        return new FakeCredentialSource(
                name,
                request -> request.registry().equals(registry)
                        ? Optional.of(new RegistryCredentials.UserPassword(name, "secret"))
                        : Optional.empty());
    }

    @Override
    public Optional<RegistryCredentials> find(CredentialRequest request) throws IOException {
        asked.incrementAndGet();
        return finding.find(request);
    }
}
