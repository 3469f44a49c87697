package io.kaniko.core.registry;

import io.kaniko.core.credentials.Keychain;
import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.image.Image;
import io.kaniko.core.image.ImageFormat;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.spi.CredentialRequest;
import io.kaniko.spi.CredentialSource;
import io.kaniko.spi.RegistryCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Registries as a test sees them: with a clock that only moves when somebody waits, and everything written down. */
final class Connection implements AutoCloseable {

    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    final List<BuildEvent> events = new CopyOnWriteArrayList<>();
    final List<Duration> waits = new CopyOnWriteArrayList<>();
    final BlobStore blobs;
    final Registries registries;

    Connection(Path directory, RegistryOptions options, CredentialSource... sources) {
        blobs = new BlobStore(directory.resolve("blobs"));
        InstantSource clock = () -> START.plus(waits.stream().reduce(Duration.ZERO, Duration::plus));
        registries = new Registries(
                options, new Keychain(Arrays.asList(sources), Map.of(), directory), events::add, waits::add, clock);
    }

    Connection(Path directory, CredentialSource... sources) {
        this(directory, RegistryOptions.builder().build(), sources);
    }

    /** An image with one layer, whose blobs a fake registry can serve. */
    Image image() throws IOException {
        return TestImages.image(blobs, ImageFormat.OCI, 100_000);
    }

    List<String> warnings() {
        return events.stream()
                .filter(event -> event instanceof BuildEvent.Notice notice && notice.level() == BuildEvent.Level.WARN)
                .map(event -> ((BuildEvent.Notice) event).text())
                .toList();
    }

    @Override
    public void close() {
        registries.close();
    }

    /** Credentials for every registry. */
    static CredentialSource source(String name, RegistryCredentials credentials) {
        return new CredentialSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<RegistryCredentials> find(CredentialRequest request) {
                return Optional.of(credentials);
            }
        };
    }
}
