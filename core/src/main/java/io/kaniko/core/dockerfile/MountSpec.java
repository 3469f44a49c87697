package io.kaniko.core.dockerfile;

import io.kaniko.spi.BuildException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** What one {@code RUN --mount} asks for. Targets are as written: relative ones count from the working directory. */
public sealed interface MountSpec {

    /** Where it is mounted; may be empty, which is the working directory. */
    String target();

    /**
     * Files of the context, a stage or an image, for the time of the command.
     *
     * @param source a path in what it comes from; empty is its root
     * @param from a stage, a named context or an image; empty is the build context
     * @param readOnly whether writing fails; what is written otherwise is discarded
     */
    record Bind(String target, String source, Optional<String> from, boolean readOnly) implements MountSpec {}

    /**
     * A directory that outlives the build.
     *
     * @param id empty where it was not given: the cleaned target
     * @param source a path in what {@code from} names, the directory's first content
     * @param mode permissions of a new directory
     */
    record Cache(
            String target,
            Optional<String> id,
            String source,
            Optional<String> from,
            boolean readOnly,
            Sharing sharing,
            OptionalInt mode,
            OptionalInt uid,
            OptionalInt gid)
            implements MountSpec {}

    /** An empty file system in memory. */
    record Tmpfs(String target, OptionalLong sizeBytes) implements MountSpec {}

    /**
     * A secret as a file, an environment variable, or both.
     *
     * @param target empty where it was not given; see {@link #file}
     */
    record Secret(
            String id,
            String target,
            Optional<String> environmentVariable,
            boolean required,
            int mode,
            int uid,
            int gid)
            implements MountSpec {

        /** The path of the file, if there is to be one; relative ones count from the working directory. */
        public Optional<String> file() {
            if (!target.isEmpty()) {
                return Optional.of(target);
            }
            return environmentVariable.isPresent()
                    ? Optional.empty()
                    : Optional.of("/run/secrets/" + id.substring(id.lastIndexOf('/') + 1));
        }
    }

    /** A connection to an SSH agent. */
    record Ssh(String id, String target, boolean required, int mode, int uid, int gid) implements MountSpec {}

    /** Who may use a cache at one time. */
    enum Sharing {
        SHARED,
        PRIVATE,
        LOCKED
    }

    /**
     * Reads the value of {@code --mount}.
     *
     * @param expand replaces variables in every value but that of {@code from}
     * @throws BuildException when it is malformed; or what {@code expand} throws
     */
    static MountSpec parse(String raw, UnaryOperator<String> expand) {
        return new MountParser(expand).parse(raw);
    }

    /**
     * Checks the only thing that can be known of a value with variables.
     *
     * @throws BuildException when {@code from} has one
     */
    static void checkFrom(String raw) {
        MountParser.checkFrom(raw);
    }
}
