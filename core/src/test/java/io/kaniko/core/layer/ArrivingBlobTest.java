package io.kaniko.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.oci.Digest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ArrivingBlobTest {

    @TempDir
    private Path directory;

    private BlobStore store;
    private final ArrivingBlob blob = new ArrivingBlob();

    @BeforeEach
    void makeStore() {
        store = new BlobStore(directory);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String next(ArrivingBlob.Reading reading, int length) throws IOException {
        return new String(reading.readNBytes(length), StandardCharsets.UTF_8);
    }

    private void store(BlobSink sink, String whole) throws IOException {
        sink.commit(Digest.of(bytes(whole)), whole.length());
        blob.finish(store.path(Digest.of(bytes(whole))));
    }

    /** Runs the reading on a thread of its own and returns when that waits for news. */
    private static FutureTask<String> waiting(FutureTask<String> reading) {
        Thread thread = Thread.ofPlatform().daemon().start(reading);
        while (thread.getState() != Thread.State.WAITING && !reading.isDone()) {
            Thread.onSpinWait();
        }
        return reading;
    }

    @Test
    void isReadWhileItArrivesAndEndsWhenItIsStored() throws Exception {
        try (BlobSink sink = store.create(blob);
                ArrivingBlob.Reading reading = blob.open()) {
            sink.write(bytes("first"));
            assertThat(next(reading, 5)).isEqualTo("first");

            FutureTask<String> second = waiting(new FutureTask<>(() -> next(reading, 6)));
            assertThat(second.isDone()).isFalse();
            sink.write(bytes("second"));
            assertThat(second.get()).isEqualTo("second");

            FutureTask<String> end = waiting(new FutureTask<>(() -> next(reading, 1)));
            assertThat(end.isDone()).isFalse();
            store(sink, "firstsecond");
            assertThat(end.get()).isEmpty();
            assertThat(reading.isOutdated()).isFalse();
        }
    }

    @Test
    void whoComesLateReadsItFromTheStore() throws Exception {
        try (BlobSink sink = store.create(blob)) {
            sink.write(bytes("all"));
            store(sink, "all");
        }
        try (ArrivingBlob.Reading reading = blob.open()) {
            assertThat(next(reading, 10)).isEqualTo("all");
        }
    }

    @Test
    void mayBeInTheStoreAlready() throws Exception {
        try (BlobSink sink = store.create()) {
            sink.write(bytes("known"));
            blob.finish(store.path(sink.commit()));
        }
        try (ArrivingBlob.Reading reading = blob.open()) {
            assertThat(next(reading, 10)).isEqualTo("known");
        }
    }

    @Test
    void afterDamageWhatWasReadCountsNoMore() throws Exception {
        try (ArrivingBlob.Reading reading = blob.open()) {
            BlobSink damaged = store.create(blob);
            damaged.write(bytes("wrong"));
            assertThat(next(reading, 3)).isEqualTo("wro");
            assertThatThrownBy(() -> damaged.commit(Digest.of(bytes("right")), 5))
                    .hasMessageContaining("is damaged");

            FutureTask<String> late = waiting(new FutureTask<>(() -> {
                try (ArrivingBlob.Reading other = blob.open()) {
                    return next(other, 5);
                }
            }));
            assertThat(late.isDone()).as("the damaged file is gone").isFalse();
            try (BlobSink sink = store.create(blob)) {
                sink.write(bytes("right"));
                assertThat(late.get()).isEqualTo("right");
                assertThat(reading.isOutdated()).isTrue();
                assertThatThrownBy(() -> next(reading, 1)).isInstanceOf(ArrivingBlob.DamagedException.class);
                store(sink, "right");
            }
        }
        try (ArrivingBlob.Reading reading = blob.open()) {
            assertThat(next(reading, 10)).isEqualTo("right");
        }
    }

    @Test
    void readersLearnThatItWillNotCome() throws Exception {
        try (BlobSink sink = store.create(blob);
                ArrivingBlob.Reading reading = blob.open()) {
            sink.write(bytes("begun"));
            FutureTask<String> all = waiting(new FutureTask<>(() -> next(reading, 10)));
            IOException reason = new IOException("the line is cut");
            blob.fail(reason);

            assertThatThrownBy(all::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .hasMessage("the line is cut")
                    .hasCause(reason);
        }
    }

    @Test
    void aReaderThatIsInterruptedWaitsNoMore() throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        try (ArrivingBlob.Reading reading = blob.open()) {
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    end.complete(new AssertionError("read " + reading.read()));
                } catch (IOException e) {
                    end.complete(e);
                }
            });
            thread.interrupt();
            assertThat(end.get()).isInstanceOf(InterruptedIOException.class);
        }
    }
}
