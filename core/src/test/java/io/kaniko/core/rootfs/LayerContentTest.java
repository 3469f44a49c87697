package io.kaniko.core.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.oci.Digest;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class LayerContentTest {

    /** Zeros without end, counted. */
    private static final class Endless extends InputStream {
        private final AtomicLong given = new AtomicLong();
        private volatile Thread reader = Thread.currentThread();
        private volatile boolean closed;

        @Override
        public int read() {
            given.incrementAndGet();
            return 0;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            reader = Thread.currentThread();
            given.addAndGet(length);
            return length;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void goesAheadOfItsReaderAsFarAsItsBoundAndNoFurther() throws Exception {
        Endless blob = new Endless();
        Thread ahead;
        try (LayerContent content = LayerContent.begin(blob, Digest.of(new byte[0]), "endless")) {
            for (long read : List.of(0, 1_000_000)) {
                content.stream().skipNBytes(read);
                while (blob.reader == Thread.currentThread()
                        || blob.reader.getState() != Thread.State.WAITING
                        || blob.given.get() < read + LayerContent.MOST_BYTES_AHEAD / 2) {
                    Thread.onSpinWait();
                }
                assertThat(blob.given.get()).isLessThanOrEqualTo(read + LayerContent.MOST_BYTES_AHEAD + 10);
            }
            ahead = blob.reader;
        }
        assertThat(ahead.isAlive()).isFalse();
        assertThat(blob.closed).isTrue();
    }
}
