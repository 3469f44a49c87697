package io.kaniko.core.run;

import io.kaniko.spi.BuildException;

/** Refuses to run anything, on a machine that allows no isolation. */
final class NoIsolation implements Isolation {

    private final BuildException refusal;

    NoIsolation(BuildException refusal) {
        this.refusal = refusal;
    }

    @Override
    public String name() {
        return "none";
    }

    @Override
    public RunOutcome run(RunCommand command) {
        throw refusal;
    }
}
