package io.kaniko.core.cli;

import io.kaniko.core.event.BuildEvent.Level;

/** How much is told: kaniko's seven words. The first three all mean "errors only". */
enum Verbosity {
    PANIC(Level.ERROR),
    FATAL(Level.ERROR),
    ERROR(Level.ERROR),
    WARN(Level.WARN),
    INFO(Level.INFO),
    DEBUG(Level.DEBUG),
    TRACE(Level.TRACE);

    private final Level quietest;

    Verbosity(Level quietest) {
        this.quietest = quietest;
    }

    static Verbosity parse(String word) {
        return switch (word) {
            case "panic" -> PANIC;
            case "fatal" -> FATAL;
            case "error" -> ERROR;
            case "warn", "warning" -> WARN;
            case "info" -> INFO;
            case "debug" -> DEBUG;
            case "trace" -> TRACE;
            default ->
                throw new IllegalArgumentException(
                        "\"" + word + "\" is not one of panic, fatal, error, warn, info, debug, trace");
        };
    }

    boolean shows(Level level) {
        return level.compareTo(quietest) <= 0;
    }
}
