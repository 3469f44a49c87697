package io.kaniko.core.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is told, and how. */
final class LogFlags {

    Verbosity verbosity = Verbosity.INFO;

    @Nullable
    LogFormat format;

    boolean timestamp;

    /** In the order of the help. */
    List<Flag> flags() {
        return List.of(
                Flag.of("--verbosity", "-v")
                        .meaning("panic, fatal, error, warn, info, debug, trace. Default: info")
                        .taking("LEVEL", value -> verbosity = Verbosity.parse(value)),
                Flag.of("--log-format")
                        .meaning("Form of log lines. Default: color on a terminal, else text")
                        .taking("text|color|json", value -> format = LogFormat.parse(value)),
                Flag.of("--log-timestamp")
                        .meaning("Times of day instead of seconds since the start.")
                        .switching(value -> timestamp = value));
    }
}
