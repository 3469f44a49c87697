package io.kaniko.core.registry;

import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * Gets one blob into a repository, by the cheapest way that works: it is there already, it can be mounted from another
 * repository of the registry, or it is sent. How the bytes are sent is the business of {@link #send} alone.
 */
final class BlobUpload {

    /** Docker Hub takes no mounts from repositories of other registries, and no registry knows more than its own. */
    private record Place(RegistryHost host, Digest digest) {}

    private record Job(RegistryHost host, String repository, Digest digest) {}

    private final RegistryClients clients;
    private final RegistryOptions options;
    private final EventSink events;
    private final SingleFlight<Job> flights = new SingleFlight<>();
    private final SingleFlight<Place> uploads = new SingleFlight<>();
    private final Map<Place, String> lastKnown = new ConcurrentHashMap<>();
    private final Set<Job> done = ConcurrentHashMap.newKeySet();

    BlobUpload(RegistryClients clients, RegistryOptions options, EventSink events) {
        this.clients = clients;
        this.options = options;
        this.events = events;
    }

    /** Makes the bytes available; called only where they have to be sent. */
    @FunctionalInterface
    interface Bytes {
        Body.Source prepare() throws IOException, InterruptedException;
    }

    /**
     * Puts a blob into a repository. Two threads never send the same blob to the same registry at once: the second
     * waits and mounts.
     *
     * @param origin a repository that has it, of whatever registry
     */
    void upload(ImageReference to, Descriptor blob, Optional<ImageReference> origin, Bytes bytes)
            throws IOException, InterruptedException {
        RegistryClient client = clients.of(to.registry());
        Job job = new Job(client.host(), to.repository(), blob.digest());
        Place place = new Place(client.host(), blob.digest());
        flights.run(job, () -> {
            if (!done.contains(job)) {
                Transfer transfer = new Transfer(BuildEvent.TransferKind.PUSH, blob, events);
                if (client.ask(new Blobs.Exists(to, blob.digest()), options.pushRetries())) {
                    transfer.finished(0, Optional.of("already there"));
                } else {
                    uploads.run(place, () -> {
                        mountOrSend(client, to, blob, origin, bytes, transfer);
                        lastKnown.put(place, to.repository());
                        return place;
                    });
                }
                done.add(job);
                lastKnown.putIfAbsent(place, to.repository());
            }
            return job;
        });
    }

    private void mountOrSend(
            RegistryClient client,
            ImageReference to,
            Descriptor blob,
            Optional<ImageReference> origin,
            Bytes bytes,
            Transfer transfer)
            throws IOException, InterruptedException {
        Optional<Blobs.MountSource> source = mountSource(client, to, blob.digest(), origin);
        if (source.isPresent() && mounted(client, to, source.get())) {
            transfer.finished(0, Optional.of("mounted from " + source.get().repository()));
            return;
        }
        Body.Source content = bytes.prepare();
        // An upload that broke is begun again as a whole: its session may be gone, or hold half a chunk.
        client.again(options.pushRetries(), () -> {
            send(client, to, blob, content, transfer);
            return blob;
        });
        transfer.finished(blob.size(), Optional.empty());
    }

    /** One attempt to send all bytes. */
    private static void send(
            RegistryClient client, ImageReference to, Descriptor blob, Body.Source content, Transfer transfer)
            throws IOException, InterruptedException {
        URI location =
                client.askOnce(new Blobs.Start(to, Optional.empty())).location().orElseThrow();
        Body body = new Body(blob.size(), () -> new Counted(content.open(), transfer::arrived));
        client.askOnce(new Blobs.Put(to, blob.digest(), location, body));
    }

    private Optional<Blobs.MountSource> mountSource(
            RegistryClient client, ImageReference to, Digest digest, Optional<ImageReference> origin) {
        return Optional.ofNullable(lastKnown.get(new Place(client.host(), digest)))
                .or(() -> origin.filter(from -> new RegistryHost(from.registry()).equals(client.host()))
                        .map(ImageReference::repository))
                .filter(repository -> !repository.equals(to.repository()))
                .map(repository -> new Blobs.MountSource(digest, repository));
    }

    private boolean mounted(RegistryClient client, ImageReference to, Blobs.MountSource source)
            throws IOException, InterruptedException {
        try {
            Optional<URI> session =
                    client.askOnce(new Blobs.Start(to, Optional.of(source))).location();
            if (session.isPresent()) {
                client.askOnce(new Blobs.Cancel(to, session.get()));
            }
            return session.isEmpty();
        } catch (RegistryException e) {
            // Some registries refuse what they cannot mount instead of offering an upload.
            events.debug("No mount of " + source.digest() + " from " + source.repository() + ": " + e.getMessage());
            return false;
        }
    }

    /** Counts what is read. */
    private static final class Counted extends FilterInputStream {

        private final LongConsumer progress;
        private long count;

        Counted(InputStream in, LongConsumer progress) {
            super(in);
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            if (value >= 0) {
                progress.accept(++count);
            }
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            if (read > 0) {
                count += read;
                progress.accept(count);
            }
            return read;
        }
    }
}
