package io.kaniko.core.destination;

import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.image.Image;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.registry.Registries;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Puts one image into all its destinations at the same time; the registries see to it that a blob travels once. */
public final class Publisher {

    private final Registries registries;
    private final BlobStore blobs;
    private final EventSink events;

    /** @param blobs has the layers that were built, and takes those that have to be fetched for an archive */
    public Publisher(Registries registries, BlobStore blobs, EventSink events) {
        this.registries = registries;
        this.blobs = blobs;
        this.events = events;
    }

    /**
     * Publishes. A destination that fails does not keep the others from getting their image.
     *
     * @return in the order of the destinations
     * @throws BuildException the first failure, the others suppressed in it
     * @throws IOException when a file cannot be written
     */
    public List<Published> publish(Image image, List<Destination> destinations)
            throws IOException, InterruptedException {
        ImageFiles files = new ImageFiles(registries, blobs);
        List<Published> published = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Published>> running = new ArrayList<>();
            for (Destination destination : destinations) {
                running.add(threads.submit(() -> publish(image, destination, files)));
            }
            try {
                for (Future<Published> one : running) {
                    result(one, failures).ifPresent(published::add);
                }
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        }
        report(failures);
        return List.copyOf(published);
    }

    private Published publish(Image image, Destination destination, ImageFiles files)
            throws IOException, InterruptedException {
        Digest digest = switch (destination) {
            case Destination.Registry registry -> registries.push(image, registry.reference(), blobs);
            case Destination.DockerArchive archive -> new DockerArchiveWriter(files).write(image, archive);
            case Destination.OciLayout layout -> new OciLayoutWriter(files).write(image, layout);
        };
        events.tell(new BuildEvent.Published(destination.toString(), digest));
        return new Published(destination, digest);
    }

    private static Optional<Published> result(Future<Published> one, List<Throwable> failures)
            throws InterruptedException {
        try {
            return Optional.of(one.get());
        } catch (ExecutionException e) {
            failures.add(e.getCause());
            return Optional.empty();
        }
    }

    private static void report(List<Throwable> failures) throws IOException, InterruptedException {
        @Nullable Throwable first = failures.isEmpty() ? null : failures.getFirst();
        failures.stream().skip(1).filter(other -> other != first).forEach(other -> {
            if (first != null) {
                first.addSuppressed(other);
            }
        });
        switch (first) {
            case null -> {}
            case BuildException failure -> throw failure;
            case IOException failure -> throw failure;
            case InterruptedException failure -> throw failure;
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            default -> throw new IllegalStateException("publishing threw what it cannot throw", first);
        }
    }
}
