package io.kaniko.core.registry;

import io.kaniko.core.event.EventSink;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Repeats what failed for a passing reason: waits half a second, then twice as long each time, up to half a minute,
 * scattered so that many builds do not come back at once; or as long as the registry asks for.
 */
final class Retries {

    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    /** Whoever asks for a longer rest gets none: the build fails with the registry's own words. */
    private static final Duration LONGEST_WISH = Duration.ofMinutes(2);

    private static final double SCATTER = 0.25;
    private static final int USUAL_ATTEMPTS = 4;

    private final Pause pause;
    private final RandomGenerator random;
    private final EventSink events;

    Retries(Pause pause, RandomGenerator random, EventSink events) {
        this.pause = pause;
        this.random = random;
        this.events = events;
    }

    /** Something that may fail for a passing reason. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException, InterruptedException;
    }

    <T> T run(int more, Attempt<T> attempt) throws IOException, InterruptedException {
        return run(more, () -> 0, attempt);
    }

    /**
     * Runs until it succeeds, or fails for good.
     *
     * @param more attempts than usual
     * @param progress how far the work has come; while it grows, attempts are counted anew
     */
    <T> T run(int more, LongSupplier progress, Attempt<T> attempt) throws IOException, InterruptedException {
        long reached = progress.getAsLong();
        for (int failures = 0; ; ) {
            try {
                return attempt.run();
            } catch (RegistryException e) {
                failures = progress.getAsLong() > reached ? 1 : failures + 1;
                reached = progress.getAsLong();
                Optional<Duration> wish = e.retryAfter();
                boolean tooLong =
                        wish.filter(time -> time.compareTo(LONGEST_WISH) > 0).isPresent();
                if (!e.retryable() || tooLong || failures >= USUAL_ATTEMPTS + more) {
                    throw e;
                }
                Duration wait = wish.orElse(backOff(failures));
                events.warn(e.getMessage() + "; trying again in " + wait.toMillis() + " ms");
                pause.sleep(wait);
            }
        }
    }

    private Duration backOff(int failures) {
        long millis = Math.min(FIRST_WAIT.toMillis() << Math.min(failures - 1, 16), LONGEST_WAIT.toMillis());
        return Duration.ofMillis(Math.round(millis * (1 + SCATTER * (2 * random.nextDouble() - 1))));
    }
}
