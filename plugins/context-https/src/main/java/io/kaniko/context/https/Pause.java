package io.kaniko.context.https;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** The time between two attempts. */
@FunctionalInterface
interface Pause {

    Pause REAL = duration -> {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the download was interrupted");
        }
    };

    void of(Duration duration) throws IOException;
}
