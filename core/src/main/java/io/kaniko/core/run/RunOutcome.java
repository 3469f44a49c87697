package io.kaniko.core.run;

/**
 * How a process ended.
 *
 * @param exitCode what it returned, 0 to 255; 128 and the signal's number where a signal killed it
 */
public record RunOutcome(int exitCode) {

    public boolean succeeded() {
        return exitCode == 0;
    }
}
