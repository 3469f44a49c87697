package io.kaniko.core.run;

import java.nio.ByteBuffer;

/** Takes what a process writes, as it comes. Called by two threads, one for each stream. */
@FunctionalInterface
public interface RunOutput {

    /** Forgets everything. */
    RunOutput NONE = (error, bytes) -> {};

    /**
     * @param error whether to standard error
     * @param bytes the receiver's own; may begin or end amid a character
     */
    void write(boolean error, ByteBuffer bytes);
}
