package io.kaniko.core.registry;

import java.time.Duration;

/** Waits. */
@FunctionalInterface
interface Pause {
    void sleep(Duration duration) throws InterruptedException;
}
