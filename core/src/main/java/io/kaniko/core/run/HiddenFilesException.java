package io.kaniko.core.run;

import io.kaniko.spi.BuildException;
import java.util.Optional;

/** A stage has files, or its working directory, where the builder's own files lie and cannot be moved away. */
final class HiddenFilesException extends BuildException {

    private static final long serialVersionUID = 1L;

    private final String place;

    HiddenFilesException(String place) {
        super(
                Kind.ENVIRONMENT,
                "Cannot run here with --isolation=root: the stage uses " + place
                        + ", where this container has the builder's own files",
                Optional.of("Use --isolation=chroot, or give the builder CAP_SYS_ADMIN; or put the build context or"
                        + " --kaniko-dir elsewhere in this container."),
                null);
        this.place = place;
    }

    String place() {
        return place;
    }
}
