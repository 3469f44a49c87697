package io.kaniko.core.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends bodies that stop arriving: java.net.http's timeout covers only the head of an answer, so that a silent peer
 * would hold a download for ever.
 */
public final class StallGuard implements AutoCloseable {

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    private final Duration longestSilence;
    private final Set<Watched> reading = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("stall-guard").factory());

    public StallGuard() {
        this(LONGEST_SILENCE);
    }

    StallGuard(Duration longestSilence) {
        this.longestSilence = longestSilence;
        long period = Math.max(1, longestSilence.toMillis() / 4);
        timer.scheduleWithFixedDelay(this::endStalled, period, period, TimeUnit.MILLISECONDS);
    }

    /** The stream, which fails with an {@link IOException} once a read has waited too long. */
    public InputStream watch(InputStream body, URI source) {
        return new Watched(body, source);
    }

    private void endStalled() {
        long now = System.nanoTime();
        reading.forEach(stream -> stream.endIfStalled(now));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private final class Watched extends FilterInputStream {

        private final URI source;
        private volatile long readingSince;
        private volatile boolean stalled;

        Watched(InputStream body, URI source) {
            super(body);
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            readingSince = System.nanoTime();
            reading.add(this);
            try {
                return super.read(buffer, offset, length);
            } catch (IOException e) {
                if (stalled) {
                    throw new IOException(
                            source.getAuthority() + " sent nothing for " + longestSilence.toSeconds() + " seconds", e);
                }
                throw e;
            } finally {
                reading.remove(this);
            }
        }

        void endIfStalled(long now) {
            if (now - readingSince > longestSilence.toNanos()) {
                stalled = true;
                try {
                    in.close();
                } catch (IOException e) {
                    // The reader learns of it from its own read.
                    reading.remove(this);
                }
            }
        }
    }
}
