package io.kaniko.core.build;

import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.util.Optional;

/** Says what an input-output failure means for the person who builds. */
final class Failures {

    private Failures() {}

    /** @param doing what was being done: {@code COPY} */
    static BuildException explained(String doing, IOException failure) {
        String reason = Optional.ofNullable(failure.getMessage()).orElse(failure.toString());
        if (reason.contains("No space left on device")) {
            return new BuildException(
                    BuildException.Kind.ENVIRONMENT,
                    doing + " failed: the disk is full: " + reason,
                    Optional.of("Free some space, or put the work directory on a larger disk with --kaniko-dir."),
                    failure);
        }
        return new BuildException(
                BuildException.Kind.ENVIRONMENT, doing + " failed: " + reason, Optional.empty(), failure);
    }
}
