package io.kaniko.core.run;

import java.io.IOException;

/** A way to keep a RUN process inside its stage root ({@code --isolation}). Safe for many threads. */
public interface Isolation {

    /** The value of {@code --isolation} that asks for it: {@code namespace}. */
    String name();

    /** Whether a stage root may be a mount of the builder's own. */
    boolean takesMountedRoots() throws IOException, InterruptedException;

    /**
     * Runs the command and returns when its process and all of that process's children are gone. A process that fails
     * is an outcome, not an error.
     *
     * @throws io.kaniko.spi.BuildException when the process cannot be started and the user can mend it: no such
     *     program, no such working directory, a mount point that the image does not allow
     * @throws IOException when the machine refuses
     * @throws InterruptedException when the calling thread is interrupted; the process has then been killed
     */
    RunOutcome run(RunCommand command) throws IOException, InterruptedException;
}
