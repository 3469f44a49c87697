package io.kaniko.core.rootfs;

import io.kaniko.core.oci.Digest;
import io.kaniko.core.tar.Decompression;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses on a thread of its own, a little ahead of the reader, so that decompression and writing files overlap.
 * The reader hashes what it takes: decompressing takes longer than the rest together. At most {@value #BLOCKS} blocks of {@value #BLOCK_SIZE} bytes wait.
 */
final class ReadAhead extends InputStream {

    private static final int BLOCKS = 16;
    private static final int BLOCK_SIZE = 256 * 1024;
    /** The blocks that wait, the one that is being filled and the one that is being read. */
    static final int MOST_BYTES = (BLOCKS + 2) * BLOCK_SIZE;

    private static final Block END = new Block(new byte[0], 0);

    private record Block(byte[] bytes, int length) {}

    private final BlockingQueue<Block> filled = new ArrayBlockingQueue<>(BLOCKS);
    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BLOCKS + 2);
    private final MessageDigest hash = Digest.newHash();
    private final Thread producer;
    private volatile @Nullable Throwable failure;
    private Block current = END;
    private int position;
    private boolean ended;

    private ReadAhead(InputStream compressed) {
        producer = Thread.ofPlatform().name("decompress").daemon().start(() -> produce(compressed));
    }

    /** Takes over the stream; closing this one ends the thread but leaves the other open. */
    static ReadAhead decompressing(InputStream compressed) {
        return new ReadAhead(compressed);
    }

    private void produce(InputStream compressed) {
        try (InputStream in = Decompression.open(new Unclosed(compressed))) {
            while (true) {
                byte[] bytes = free.poll();
                if (bytes == null) {
                    bytes = new byte[BLOCK_SIZE];
                }
                int length = in.readNBytes(bytes, 0, BLOCK_SIZE);
                if (length > 0) {
                    filled.put(new Block(bytes, length));
                }
                if (length < BLOCK_SIZE) {
                    break;
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        } catch (InterruptedException e) {
            return;
        }
        try {
            filled.put(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == current.length() && !advance()) {
            return -1;
        }
        int count = Math.min(length, current.length() - position);
        System.arraycopy(current.bytes(), position, target, offset, count);
        position += count;
        return count;
    }

    private boolean advance() throws IOException {
        if (ended) {
            return false;
        }
        if (current != END) {
            free.offer(current.bytes());
        }
        try {
            current = filled.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while unpacking");
        }
        position = 0;
        hash.update(current.bytes(), 0, current.length());
        if (current == END) {
            ended = true;
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
            return false;
        }
        return true;
    }

    /** Reads to the end and gives the digest of all that was decompressed. */
    Digest digestOfRest() throws IOException {
        byte[] rest = new byte[BLOCK_SIZE];
        int count = 0;
        while (count >= 0) {
            count = read(rest, 0, rest.length);
        }
        return Digest.ofHash(hash.digest());
    }

    /** Ends the thread; afterwards it no longer touches the stream it read from. */
    @Override
    public void close() throws IOException {
        producer.interrupt();
        try {
            while (!producer.join(Duration.ofSeconds(1))) {
                filled.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The decompressor is closed for the sake of what it holds outside the heap; the stream below is the caller's. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }
}
