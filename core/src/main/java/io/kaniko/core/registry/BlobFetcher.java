package io.kaniko.core.registry;

import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.layer.ArrivingBlob;
import io.kaniko.core.layer.BlobSink;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/** Brings blobs into the blob store: each once, however many want it, and on from where a connection broke. */
final class BlobFetcher {

    private record Wanted(BlobStore store, Digest digest) {}

    private final RegistryClients clients;
    private final RegistryOptions options;
    private final EventSink events;
    private final SingleFlight<Wanted> flights = new SingleFlight<>();

    BlobFetcher(RegistryClients clients, RegistryOptions options, EventSink events) {
        this.clients = clients;
        this.options = options;
        this.events = events;
    }

    void fetch(ImageReference from, Descriptor blob, BlobStore into) throws IOException, InterruptedException {
        fetch(from, blob, into, new ArrivingBlob());
    }

    /** @param arrival told of the bytes as they come, if it is this call that brings them */
    void fetch(ImageReference from, Descriptor blob, BlobStore into, ArrivingBlob arrival)
            throws IOException, InterruptedException {
        flights.run(new Wanted(into, blob.digest()), () -> {
            if (!into.has(blob.digest())) {
                try {
                    transfer(from, blob, into, arrival);
                } catch (RegistryException e) {
                    if (!(e.getCause() instanceof HttpAnswer.UnsoundAnswerException)) {
                        throw e;
                    }
                    // Bytes that arrived whole but wrong cannot be taken up again: once more, from nothing.
                    events.warn(e.getMessage() + "; fetching it again");
                    transfer(from, blob, into, arrival);
                }
            }
            return into;
        });
    }

    private void transfer(ImageReference from, Descriptor blob, BlobStore into, ArrivingBlob arrival)
            throws IOException, InterruptedException {
        RegistryClient client = clients.of(from.registry());
        Transfer transfer = new Transfer(BuildEvent.TransferKind.PULL, blob, events);
        try (BlobSink sink = into.create(arrival)) {
            Blobs.Fetch fetch = new Blobs.Fetch(from, blob, sink, transfer::arrived);
            client.resume(fetch, options.pullRetries(), sink::size);
            try {
                sink.commit(blob.digest(), blob.size());
            } catch (FileSystemException e) {
                throw e;
            } catch (IOException e) {
                HttpAnswer.UnsoundAnswerException unsound =
                        new HttpAnswer.UnsoundAnswerException(String.valueOf(e.getMessage()));
                throw client.failures().broken(fetch.doing(), client.host(), unsound);
            }
        }
        transfer.finished(blob.size(), Optional.empty());
    }
}
