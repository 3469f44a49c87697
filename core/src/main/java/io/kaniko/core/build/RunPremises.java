package io.kaniko.core.build;

import java.nio.file.Path;
import java.util.List;

/**
 * What RUN steps may do to the machine or container that the build runs on.
 *
 * @param workDirectory of all builds
 * @param ownPlaces files and directories that the builder needs at any time, beside the build context
 * @param rootAllowed whether RUN may use the builder's own {@code /}
 * @param ownMounts whether nobody else sees what the builder mounts, and it goes with the builder's process
 */
public record RunPremises(Path workDirectory, List<Path> ownPlaces, boolean rootAllowed, boolean ownMounts) {

    public RunPremises {
        ownPlaces = List.copyOf(ownPlaces);
    }
}
