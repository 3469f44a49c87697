package io.kaniko.core.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is told, and how. */
final class LogFlags {

    @Option(
            names = {"--verbosity", "-v"},
            paramLabel = "LEVEL",
            converter = Verbosity.Converter.class,
            description = "panic, fatal, error, warn, info, debug, trace. Default: info")
    Verbosity verbosity = Verbosity.INFO;

    @Option(
            names = "--log-format",
            paramLabel = "text|color|json",
            converter = LogFormat.Converter.class,
            description = "Form of log lines. Default: color on a terminal, else text")
    @Nullable
    LogFormat format;

    @Option(names = "--log-timestamp", description = "Times of day instead of seconds since the start.")
    boolean timestamp;
}
