package io.kaniko.core.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Which isolation is wanted, and what it may use.
 *
 * @param name the value of {@code --isolation}: {@code auto} or the name of one
 * @param directory of the build; the isolation makes directories of its own there
 * @param workDirectory of all builds of this machine or container; what outlives a build is kept there
 * @param ownPlaces files and directories that the builder needs at any time, such as its program, its work directory and
 *     the build context: a run that uses the builder's own {@code /} must leave them where they are
 * @param rootAllowed whether a run may use the builder's own {@code /}: in containers only, unless it is forced
 */
public record IsolationRequest(
        String name, Path directory, Path workDirectory, List<Path> ownPlaces, boolean rootAllowed) {

    public IsolationRequest {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(workDirectory, "workDirectory");
        ownPlaces = List.copyOf(ownPlaces);
    }
}
