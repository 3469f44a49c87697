package io.kaniko.core.dockerfile;

import java.time.Duration;
import java.util.List;

/**
 * HEALTHCHECK: how to find out whether a container works.
 *
 * @param test {@code NONE}; or {@code CMD} and arguments; or {@code CMD-SHELL} and one text
 * @param interval between two tests; zero where it was not given
 * @param retries how many tests must fail; 0 where it was not given
 */
public record HealthCheck(
        SourceRange range,
        String original,
        List<String> test,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        Duration startInterval,
        int retries)
        implements Instruction {

    public HealthCheck {
        test = List.copyOf(test);
    }
}
