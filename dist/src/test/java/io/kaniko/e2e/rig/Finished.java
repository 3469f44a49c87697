package io.kaniko.e2e.rig;

import java.time.Duration;
import java.util.List;

/**
 * A program that has ended.
 *
 * @param output what it wrote to standard output
 * @param errors what it wrote to standard error
 */
public record Finished(List<String> command, int exitCode, String output, String errors, Duration took) {

    public Finished {
        command = List.copyOf(command);
    }

    /** This, if the exit code is 0. */
    public Finished succeeded() {
        return exited(0);
    }

    /** This, if the exit code is the given one. */
    public Finished exited(int expected) {
        if (exitCode != expected) {
            throw new AssertionError("expected exit code " + expected + " of " + this);
        }
        return this;
    }

    /** Both streams, for what may be said on either. */
    public String everything() {
        return output + errors;
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\nexit code " + exitCode + " after " + took.toMillis()
                + " ms\n--- standard output\n" + output + "\n--- standard error\n" + errors;
    }
}
