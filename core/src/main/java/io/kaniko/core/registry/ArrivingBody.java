package io.kaniko.core.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, read by one thread while the client brings more. The stream of java.net.http asks for the next
 * piece when it has handed out the last one, so that every 16 KiB wait for several threads to wake each other; here
 * {@value #PIECES_AHEAD} pieces may be on their way, at most a mebibyte or so. Any thread may close it.
 */
final class ArrivingBody extends InputStream implements BodySubscriber<InputStream> {

    private static final int PIECES_AHEAD = 32;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Deque<List<ByteBuffer>> pieces = new ArrayDeque<>();
    private final Deque<ByteBuffer> current = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable Throwable failure;
    private boolean complete;
    private boolean closed;
    /** Pieces that were read since the client was last asked for more. */
    private int used;

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        boolean wanted;
        lock.lock();
        try {
            wanted = !closed && subscription == null;
            if (wanted) {
                subscription = given;
            }
        } finally {
            lock.unlock();
        }
        if (wanted) {
            given.request(PIECES_AHEAD);
        } else {
            given.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> piece) {
        tell(() -> pieces.add(piece));
    }

    @Override
    public void onError(Throwable reason) {
        tell(() -> failure = reason);
    }

    @Override
    public void onComplete() {
        tell(() -> complete = true);
    }

    private void tell(Runnable change) {
        lock.lock();
        try {
            if (!closed) {
                change.run();
                news.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Waits for a byte at least, and takes all that has come. */
    @Override
    public int read(byte[] target, int start, int length) throws IOException {
        Objects.checkFromIndexSize(start, length, target.length);
        if (length == 0) {
            return 0;
        }
        int count = 0;
        boolean more = hasNext(true);
        while (more && count < length) {
            ByteBuffer from = current.getFirst();
            int taken = Math.min(length - count, from.remaining());
            from.get(target, start + count, taken);
            count += taken;
            more = hasNext(false);
        }
        return count == 0 ? -1 : count;
    }

    /** Whether a byte is at hand; waits for it when that is wanted, and says no only at the end then. */
    private boolean hasNext(boolean wait) throws IOException {
        while (!current.isEmpty() && !current.getFirst().hasRemaining()) {
            current.removeFirst();
        }
        while (current.isEmpty()) {
            List<ByteBuffer> piece = next(wait);
            if (piece == null) {
                return false;
            }
            piece.stream().filter(ByteBuffer::hasRemaining).forEach(current::add);
        }
        return true;
    }

    private @Nullable List<ByteBuffer> next(boolean wait) throws IOException {
        List<ByteBuffer> piece;
        int wanted = 0;
        lock.lock();
        try {
            while (wait && pieces.isEmpty() && !complete && failure == null && !closed) {
                news.await();
            }
            piece = pieces.poll();
            // What came before a failure is handed out first.
            if (wait && closed) {
                throw new IOException("closed");
            }
            if (wait && piece == null && failure != null) {
                throw new IOException(failure);
            }
            if (piece != null && ++used == PIECES_AHEAD / 2) {
                wanted = used;
                used = 0;
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            lock.unlock();
        }
        if (wanted > 0) {
            Objects.requireNonNull(subscription).request(wanted);
        }
        return piece;
    }

    @Override
    public void close() {
        Flow.Subscription unfinished;
        lock.lock();
        try {
            unfinished = closed || complete || failure != null ? null : subscription;
            closed = true;
            pieces.clear();
            news.signalAll();
        } finally {
            lock.unlock();
        }
        if (unfinished != null) {
            unfinished.cancel();
        }
    }
}
