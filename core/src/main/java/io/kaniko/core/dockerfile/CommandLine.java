package io.kaniko.core.dockerfile;

import java.util.List;
import java.util.Objects;

/** What is to run, in one of the two forms. */
public sealed interface CommandLine {

    /** The JSON form: run as it is. */
    record Exec(List<String> arguments) implements CommandLine {
        public Exec {
            arguments = List.copyOf(arguments);
        }
    }

    /** A text for the image's shell; empty where nothing was written. */
    record Shell(String text) implements CommandLine {
        public Shell {
            Objects.requireNonNull(text, "text");
        }
    }
}
