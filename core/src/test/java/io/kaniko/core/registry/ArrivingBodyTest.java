package io.kaniko.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ArrivingBodyTest {

    private final AtomicLong asked = new AtomicLong();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final ArrivingBody body = new ArrivingBody();

    private void subscribe() {
        body.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long pieces) {
                asked.addAndGet(pieces);
            }

            @Override
            public void cancel() {
                cancelled.set(true);
            }
        });
    }

    private void arrive(String... parts) {
        body.onNext(Arrays.stream(parts)
                .map(part -> ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)))
                .toList());
    }

    private String next(int length) throws IOException {
        byte[] target = new byte[length];
        int count = body.read(target, 0, length);
        return count < 0 ? "the end" : new String(target, 0, count, StandardCharsets.UTF_8);
    }

    /** Reads on a thread of its own, and returns when that waits. */
    private FutureTask<String> waiting() {
        FutureTask<String> reading = new FutureTask<>(() -> next(10));
        Thread thread = Thread.ofPlatform().daemon().start(reading);
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return reading;
    }

    @Test
    void handsOutAllThatHasComeAtOnce() throws Exception {
        subscribe();
        arrive("ab", "", "c");
        arrive("defg");
        body.onComplete();

        assertThat(next(5)).isEqualTo("abcde");
        assertThat(next(5)).isEqualTo("fg");
        assertThat(next(5)).isEqualTo("the end");
        assertThat(next(5)).isEqualTo("the end");
    }

    @Test
    void waitsForWhatHasNotCome() throws Exception {
        subscribe();
        FutureTask<String> first = waiting();
        arrive("x");
        assertThat(first.get()).isEqualTo("x");
        FutureTask<String> end = waiting();
        body.onComplete();
        assertThat(end.get()).isEqualTo("the end");
    }

    @Test
    void asksForMoreAsItIsReadAndNeverForMoreThanItMayHold() throws Exception {
        subscribe();
        long most = asked.get();
        long arrived = 0;
        for (int read = 0; read < 1000; read++) {
            for (; arrived < asked.get(); arrived++) {
                arrive("p");
            }
            // One piece more may be in the reader's hands.
            assertThat(arrived - read).isBetween(1L, most + 1);
            assertThat(next(1)).isEqualTo("p");
        }
        assertThat(asked.get()).isGreaterThanOrEqualTo(1000);
    }

    @Test
    void whatCameBeforeAFailureIsHandedOutFirst() throws Exception {
        subscribe();
        arrive("last");
        body.onError(new ConnectException("cut"));

        assertThat(next(10)).isEqualTo("last");
        assertThatThrownBy(() -> next(10)).isInstanceOf(IOException.class).hasRootCauseMessage("cut");
    }

    @Test
    void closingEndsTheTransferAndWhoWaits() throws Exception {
        subscribe();
        FutureTask<String> reading = waiting();
        body.close();

        assertThatThrownBy(reading::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .hasMessage("closed");
        assertThat(cancelled).isTrue();
        assertThatThrownBy(() -> next(1)).hasMessage("closed");
    }

    @Test
    void aBodyThatWasClosedEarlyTakesNothing() {
        body.close();
        subscribe();
        arrive("late");

        assertThat(asked).hasValue(0);
        assertThat(cancelled).isTrue();
    }

    @Test
    void anInterruptedReaderEndsTheTransfer() {
        subscribe();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> next(1)).isInstanceOf(IOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cancelled).isTrue();
    }

    @Test
    void aWholeBodyIsNotCancelled() throws Exception {
        subscribe();
        arrive("all");
        body.onComplete();
        assertThat(List.of(next(10), next(10))).containsExactly("all", "the end");
        body.close();

        assertThat(cancelled).isFalse();
    }
}
