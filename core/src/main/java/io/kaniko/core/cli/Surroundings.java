package io.kaniko.core.cli;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What the program finds when it starts.
 *
 * @param home the distribution's directory
 * @param program {@code executor} or {@code warmer}
 * @param version of the program
 * @param spiVersion what plugins' requirements are compared with
 * @param terminal whether standard error is one
 * @param hasOwnMounts whether the launcher has given the program mounts that nobody else sees
 */
record Surroundings(
        Path home,
        String program,
        String version,
        String spiVersion,
        Map<String, String> environment,
        Path workingDirectory,
        Path userHome,
        OutputStream standardOutput,
        OutputStream standardError,
        boolean terminal,
        boolean hasOwnMounts,
        Clock clock) {

    private static final Path IMAGE_HOME = Path.of("/kaniko");

    /** Whether this is the executor image, or looks like it. */
    boolean isExecutorImage() {
        return home.equals(IMAGE_HOME);
    }

    /** Where {@code .docker/config.json} is looked for. */
    Path credentialsHome() {
        return isExecutorImage() ? home : userHome;
    }

    /** A variable that is set and not empty, or the other value. */
    String variable(String name, String otherwise) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? otherwise : value;
    }

    /** The environment may hold secrets. */
    @Override
    public String toString() {
        return "Surroundings[" + home + "]";
    }
}
