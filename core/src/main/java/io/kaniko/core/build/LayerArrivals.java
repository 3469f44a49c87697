package io.kaniko.core.build;

import io.kaniko.core.layer.ArrivingBlob;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.registry.Registries;
import io.kaniko.core.rootfs.LayerContent;
import io.kaniko.core.rootfs.LayerExtractor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * The layers of an image on their way from the registry to a root: some are downloaded while some are decompressed and
 * one is written. At most {@value #DECOMPRESSED_AT_ONCE} times {@link LayerContent#MOST_BYTES_AHEAD} bytes of them lie
 * in memory; what has arrived lies in the blob store.
 */
final class LayerArrivals implements AutoCloseable {

    private static final int DOWNLOADED_AT_ONCE = 3;
    /** The one that is written, and the next two. */
    private static final int DECOMPRESSED_AT_ONCE = 3;

    private record Arrival(Layer layer, ArrivingBlob blob, Future<?> download) {}

    /** A layer that is being decompressed. */
    private record Opened(Arrival arrival, ArrivingBlob.Reading reading, LayerContent content)
            implements AutoCloseable {

        static Opened of(Arrival arrival) {
            ArrivingBlob.Reading reading = arrival.blob().open();
            String name = arrival.layer().descriptor().digest().toString();
            return new Opened(
                    arrival,
                    reading,
                    LayerContent.begin(reading, arrival.layer().diffId(), name));
        }

        @Override
        public void close() throws IOException {
            content.close();
        }
    }

    private final ExecutorService downloads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Arrival> arrivals = new ArrayList<>();

    private LayerArrivals() {}

    /** Begins to download what is not in the store. */
    static LayerArrivals begin(List<Layer> layers, Registries registries, BlobStore blobs) {
        LayerArrivals begun = new LayerArrivals();
        // Fair: the lowest layers are wanted first.
        Semaphore places = new Semaphore(DOWNLOADED_AT_ONCE, true);
        for (Layer layer : layers) {
            ArrivingBlob blob = new ArrivingBlob();
            begun.arrivals.add(
                    new Arrival(layer, blob, begun.downloads.submit(download(layer, registries, blobs, blob, places))));
        }
        return begun;
    }

    private static Callable<Void> download(
            Layer layer, Registries registries, BlobStore blobs, ArrivingBlob blob, Semaphore places) {
        return () -> {
            try {
                places.acquire();
                try {
                    if (!blobs.has(layer.descriptor().digest())) {
                        registries.fetchBlob(layer.origin().orElseThrow(), layer.descriptor(), blobs, blob);
                    }
                } finally {
                    places.release();
                }
                blob.finish(blobs.path(layer.descriptor().digest()));
                return null;
            } catch (Throwable e) {
                blob.fail(e);
                throw e;
            }
        };
    }

    /**
     * Applies all layers in order.
     *
     * @return false when the bytes of a layer were damaged on their way and came again: what was written counts no more,
     *     and this may be called again for a root without anything in it
     */
    boolean apply(LayerExtractor extractor) throws IOException, InterruptedException {
        Iterator<Arrival> following = arrivals.iterator();
        Deque<Opened> opened = new ArrayDeque<>();
        try {
            while (following.hasNext() || !opened.isEmpty()) {
                while (following.hasNext() && opened.size() < DECOMPRESSED_AT_ONCE) {
                    opened.add(Opened.of(following.next()));
                }
                if (!apply(opened.getFirst(), extractor)) {
                    return false;
                }
                opened.removeFirst().close();
            }
            return true;
        } finally {
            for (Opened each : opened) {
                each.close();
            }
        }
    }

    private static boolean apply(Opened layer, LayerExtractor extractor) throws IOException, InterruptedException {
        try {
            extractor.apply(layer.content());
        } catch (IOException | RuntimeException e) {
            boolean ofThisMachine =
                    e.getCause() instanceof FileSystemException || e.getCause() instanceof InterruptedIOException;
            if (ofThisMachine) {
                throw e;
            }
            // Most often the download is the cause: it tells the reason better, or has already begun again.
            Waiting.forIt(layer.arrival().download());
            if (layer.reading().isOutdated()) {
                return false;
            }
            throw e;
        }
        Waiting.forIt(layer.arrival().download());
        return !layer.reading().isOutdated();
    }

    /** Stops what still runs, and waits for it. */
    @Override
    public void close() {
        downloads.shutdownNow();
        downloads.close();
    }
}
