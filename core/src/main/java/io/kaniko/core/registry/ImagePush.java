package io.kaniko.core.registry;

import io.kaniko.core.event.EventSink;
import io.kaniko.core.image.Image;
import io.kaniko.core.image.Manifest;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.spi.BuildException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Stores an image in a registry: layers, then configuration, then manifest, so that no name ever lacks its parts. */
final class ImagePush {

    private static final int PARALLEL_BLOBS = 4;

    private final RegistryClients clients;
    private final BlobFetcher fetcher;
    private final BlobUpload upload;
    private final RegistryOptions options;
    private final EventSink events;

    ImagePush(RegistryClients clients, BlobFetcher fetcher, RegistryOptions options, EventSink events) {
        this.clients = clients;
        this.fetcher = fetcher;
        this.upload = new BlobUpload(clients, options, events);
        this.options = options;
        this.events = events;
    }

    Digest push(Image image, ImageReference destination, BlobStore blobs) throws IOException, InterruptedException {
        byte[] config = image.configBytes();
        Manifest manifest = image.manifest();
        byte[] manifestBytes = manifest.toJson();
        try (BoundedTasks tasks = new BoundedTasks(PARALLEL_BLOBS)) {
            Set<Digest> seen = new HashSet<>();
            List<Layer> layers = new ArrayList<>(image.layers());
            layers.removeIf(layer -> !seen.add(layer.descriptor().digest()));
            for (Layer layer : layers) {
                tasks.start(() -> upload.upload(
                        destination, layer.descriptor(), layer.origin(), () -> content(layer, destination, blobs)));
            }
            tasks.join();
        }
        upload.upload(destination, manifest.config(), Optional.empty(), () -> () -> new ByteArrayInputStream(config));
        RegistryClient client = clients.of(destination.registry());
        try {
            client.ask(new Manifests.Put(destination, manifest.mediaType(), manifestBytes), options.pushRetries());
        } catch (RegistryException e) {
            if (!options.ignoreImmutableTagErrors() || !isImmutableTag(e)) {
                throw e;
            }
            events.warn(destination + " exists and cannot be changed; it was left as it is");
        }
        return Digest.of(manifestBytes);
    }

    void checkPermission(ImageReference destination) throws IOException, InterruptedException {
        RegistryClient client = clients.of(destination.registry());
        Optional<URI> session = client.ask(new Blobs.Start(destination, Optional.empty()), options.pushRetries())
                .location();
        if (session.isPresent()) {
            try {
                client.askOnce(new Blobs.Cancel(destination, session.get()));
            } catch (RegistryException e) {
                // Not every registry knows how to cancel; an upload without bytes runs out by itself.
                events.debug(String.valueOf(e.getMessage()));
            }
        }
    }

    private Body.Source content(Layer layer, ImageReference destination, BlobStore blobs)
            throws IOException, InterruptedException {
        Descriptor blob = layer.descriptor();
        if (!blobs.has(blob.digest())) {
            ImageReference origin = layer.origin()
                    .orElseThrow(() -> new BuildException(
                            BuildException.Kind.INTERNAL,
                            "Cannot push " + destination + ": the layer " + blob.digest()
                                    + " is neither in the blob store nor in any registry"));
            fetcher.fetch(origin, blob, blobs);
        }
        return () -> blobs.open(blob.digest());
    }

    /** Amazon ECR and Google Artifact Registry have no code for it, only words. */
    private static boolean isImmutableTag(RegistryException failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("tag immutability")
                || text.contains("repository is immutable")
                || text.contains("tag is immutable");
    }
}
