package io.kaniko.core.registry;

import io.kaniko.core.credentials.Keychain;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.image.Image;
import io.kaniko.core.layer.ArrivingBlob;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.Platform;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * All registries. Safe for many threads. Every method throws a {@link RegistryException} when a registry refuses,
 * fails, or cannot be reached, after as many attempts as make sense; an {@link IOException} is a fault of this machine.
 */
public final class Registries implements AutoCloseable {

    private static final Set<String> ABSENT = Set.of("MANIFEST_UNKNOWN", "NAME_UNKNOWN", "NOT_FOUND");

    private final Transports transports;
    private final ImagePull imagePull;
    private final ImagePull directPull;
    private final BlobFetcher blobFetcher;
    private final ImagePush imagePush;

    public Registries(RegistryOptions options, Keychain keychain, EventSink events) {
        this(options, keychain, events, Thread::sleep, InstantSource.system());
    }

    Registries(RegistryOptions options, Keychain keychain, EventSink events, Pause pause, InstantSource clock) {
        this.transports = new Transports(options);
        Retries retries = new Retries(pause, RandomGenerator.getDefault(), events);
        RegistryClients clients =
                new RegistryClients(options, keychain, new Exchange(transports, options), retries, clock);
        this.imagePull = new ImagePull(clients, options.map(), options, events);
        this.directPull = new ImagePull(clients, RegistryMap.NONE, options, events);
        this.blobFetcher = new BlobFetcher(clients, options, events);
        this.imagePush = new ImagePush(clients, blobFetcher, options, events);
    }

    /**
     * Reads the manifest and the configuration of an image, at the mirrors of its registry first.
     *
     * @param platform which image of an index is wanted; a manifest that is no index is taken as it is
     */
    public PulledImage pull(ImageReference image, Platform platform) throws IOException, InterruptedException {
        return imagePull.pull(image, platform);
    }

    /** Like {@link #pull}, but exactly there, without mirrors; empty where there is no such image. For caches. */
    public Optional<PulledImage> find(ImageReference image, Platform platform)
            throws IOException, InterruptedException {
        try {
            return Optional.of(directPull.pull(image, platform));
        } catch (RegistryException e) {
            boolean absent = e.status().orElse(0) == 404
                    && (e.reasons().isEmpty()
                            || e.reasons().stream().anyMatch(reason -> ABSENT.contains(reason.code())));
            if (absent) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Brings a blob into the store, unless it is there. Its digest and size are checked on the way.
     *
     * @param from the repository that has it, as in {@link io.kaniko.core.layer.Layer#origin()}; mirrors are not asked
     */
    public void fetchBlob(ImageReference from, Descriptor blob, BlobStore into)
            throws IOException, InterruptedException {
        blobFetcher.fetch(from, blob, into);
    }

    /**
     * Like {@link #fetchBlob(ImageReference, Descriptor, BlobStore)}, for those who read the blob meanwhile. It is for the
     * caller to tell the arrival how it has ended.
     */
    public void fetchBlob(ImageReference from, Descriptor blob, BlobStore into, ArrivingBlob arrival)
            throws IOException, InterruptedException {
        blobFetcher.fetch(from, blob, into, arrival);
    }

    /**
     * Stores an image under a name: its layers, several at once, then its configuration, then its manifest. What the
     * registry has is not sent again.
     *
     * @param blobs has the layers that were built; others are fetched from their origin where mounting does not do
     * @return the digest of the manifest
     */
    public Digest push(Image image, ImageReference destination, BlobStore blobs)
            throws IOException, InterruptedException {
        return imagePush.push(image, destination, blobs);
    }

    /** Finds out, by starting an upload and cancelling it, whether a push would be let in. */
    public void checkPushPermission(ImageReference destination) throws IOException, InterruptedException {
        imagePush.checkPermission(destination);
    }

    /** Ends all connections. */
    @Override
    public void close() {
        transports.close();
    }
}
