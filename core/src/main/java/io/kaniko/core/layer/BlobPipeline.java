package io.kaniko.core.layer;

import io.kaniko.core.oci.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One tar on its way to a blob. The writing thread hashes and cuts the tar into blocks; tasks of the executor encode
 * them, in any order, and whoever has encoded the next one in line appends it to the blob. No task waits for another.
 */
final class BlobPipeline extends OutputStream {

    /** What came out: the tar's digest and size, the blob's digest and size. */
    record Outcome(Digest diffId, long tarSize, Digest digest, long size) {}

    private final BlockPool pool;
    private final BlobSink sink;
    private final Encoder encoder;
    private final Executor executor;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final MessageDigest tarHash = Digest.newHash();
    private long tarSize;
    private @Nullable Block current;

    // Guarded by this.
    private final Deque<Block> line = new ArrayDeque<>();
    private boolean appending;
    private boolean ended;
    private @Nullable Throwable failure;

    BlobPipeline(BlockPool pool, BlobSink sink, Encoder encoder, Executor executor) {
        this.pool = pool;
        this.sink = sink;
        this.encoder = encoder;
        this.executor = executor;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        tarHash.update(bytes, offset, length);
        tarSize += length;
        int done = 0;
        while (done < length) {
            Block block = current == null ? pool.take() : current;
            current = block;
            int count = Math.min(length - done, Block.SIZE - block.length);
            System.arraycopy(bytes, offset + done, block.input, block.length, count);
            block.length += count;
            done += count;
            if (block.isFull()) {
                current = null;
                send(block);
            }
        }
    }

    private void send(Block block) throws IOException {
        synchronized (this) {
            if (failure != null) {
                pool.give(block);
                throw new IOException("cannot write the blob of a layer: " + failure.getMessage(), failure);
            }
            line.add(block);
        }
        inBackground(() -> encode(block));
    }

    /** The tar is complete; what the future gives is the blob. */
    CompletableFuture<Outcome> finish() throws IOException {
        Block last = current;
        current = null;
        if (last != null) {
            send(last);
        }
        end();
        return outcome;
    }

    /** The tar will not be completed. Nothing stays of the blob. */
    void abort(Throwable reason) {
        fail(reason);
        Block last = current;
        current = null;
        if (last != null) {
            pool.give(last);
        }
        end();
    }

    private void end() {
        synchronized (this) {
            ended = true;
        }
        inBackground(this::advance);
    }

    private synchronized void fail(Throwable reason) {
        if (failure == null) {
            failure = reason;
        }
    }

    private void encode(Block block) {
        try {
            encoder.encode(block);
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        synchronized (this) {
            block.encoded = true;
        }
        advance();
    }

    /** Appends what is next in line and encoded, unless another thread is at it: that one looks again when it is done. */
    private void advance() {
        while (true) {
            Block next;
            boolean wanted;
            synchronized (this) {
                if (appending || outcome.isDone()) {
                    return;
                }
                next = line.peek();
                if (next == null ? !ended : !next.encoded) {
                    return;
                }
                line.poll();
                appending = true;
                wanted = failure == null;
            }
            if (next == null) {
                complete();
                return;
            }
            try {
                if (wanted) {
                    encoder.append(next);
                }
            } catch (IOException | RuntimeException | Error e) {
                fail(e);
            }
            pool.give(next);
            synchronized (this) {
                appending = false;
            }
        }
    }

    private void complete() {
        Throwable reason;
        synchronized (this) {
            reason = failure;
        }
        @Nullable Outcome result = null;
        try (sink;
                encoder) {
            if (reason == null) {
                encoder.finish();
                long size = sink.size();
                result = new Outcome(Digest.ofHash(tarHash.digest()), tarSize, sink.commit(), size);
            }
        } catch (IOException | RuntimeException | Error e) {
            reason = reason == null ? e : reason;
        }
        if (reason == null) {
            outcome.complete(result);
        } else {
            outcome.completeExceptionally(reason);
        }
    }

    /** Without threads that take it, the work is done here: slower, and all the same. */
    private void inBackground(Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException e) {
            work.run();
        }
    }
}
