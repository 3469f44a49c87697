package io.kaniko.core.layer;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A blob on its way into a {@link BlobStore}, to be read from its first byte while the rest is still coming. Readers wait
 * for what is not there yet, and they see the end only when the blob is in the store: whole, and with the digest that it
 * should have. What they have read before that may turn out to be damaged.
 *
 * <p>One thread at a time brings the blob, any number read it.
 */
public final class ArrivingBlob {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private @Nullable Path file;
    private int attempt;
    private long arrived;
    private boolean stored;
    private @Nullable Throwable failure;

    /** What was read so far was damaged; the blob comes once more, from its first byte. */
    public static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedException() {
            super("the blob was damaged on its way and comes once more");
        }
    }

    /** Bytes come into this file, from the first one on; those that came before count no more. */
    void begin(Path partial) {
        tell(() -> {
            file = partial;
            attempt++;
            arrived = 0;
        });
    }

    /** So many bytes are in the file now. */
    void arrived(long bytes) {
        tell(() -> arrived = bytes);
    }

    /** The blob is in the store, as it should be. */
    public void finish(Path inStore) {
        tell(() -> {
            file = inStore;
            stored = true;
        });
    }

    /** The blob will not come. */
    public void fail(Throwable reason) {
        tell(() -> failure = reason);
    }

    private void tell(Runnable change) {
        lock.lock();
        try {
            change.run();
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Opens the blob; waits for its beginning only when it is read. */
    public Reading open() {
        return new Reading();
    }

    /** One reader's way through the blob. Of one thread at a time. */
    public final class Reading extends InputStream {

        private @Nullable FileChannel channel;
        private int readAttempt;
        private long position;

        private Reading() {}

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /**
         * @throws DamagedException when what was read so far counts no more
         * @throws IOException when the blob will not come
         */
        @Override
        public int read(byte[] target, int start, int length) throws IOException {
            Objects.checkFromIndexSize(start, length, target.length);
            if (length == 0) {
                return 0;
            }
            long available = awaitMore();
            FileChannel from = Objects.requireNonNull(channel);
            int count = from.read(ByteBuffer.wrap(target, start, (int) Math.min(length, available)), position);
            position += Math.max(0, count);
            return count;
        }

        /** Whether what was read counts no more, because the blob comes, or has come, once more from its first byte. */
        public boolean isOutdated() {
            lock.lock();
            try {
                return channel != null && readAttempt != attempt;
            } finally {
                lock.unlock();
            }
        }

        /** How much may be read; more than there is when all is there. */
        private long awaitMore() throws IOException {
            try {
                lock.lockInterruptibly();
                try {
                    check();
                    while (!stored && arrived <= position || !isOpen()) {
                        news.await();
                        check();
                    }
                    return stored ? Long.MAX_VALUE : arrived - position;
                } finally {
                    lock.unlock();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while reading a blob that arrives");
            }
        }

        /** A file that is gone has moved into the store, or was damaged: news of that will come. */
        private boolean isOpen() throws IOException {
            if (channel == null && file != null) {
                try {
                    channel = FileChannel.open(file);
                    readAttempt = attempt;
                } catch (NoSuchFileException e) {
                    if (stored) {
                        throw e;
                    }
                }
            }
            return channel != null;
        }

        private void check() throws IOException {
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
            if (channel != null && readAttempt != attempt) {
                throw new DamagedException();
            }
        }

        @Override
        public void close() throws IOException {
            if (channel != null) {
                channel.close();
            }
        }
    }
}
