package io.kaniko.core.cli;

/** The form of log lines. */
enum LogFormat {
    TEXT,
    COLOR,
    JSON;

    static LogFormat parse(String word) {
        return switch (word) {
            case "text" -> TEXT;
            case "color" -> COLOR;
            case "json" -> JSON;
            default -> throw new IllegalArgumentException("\"" + word + "\" is not one of text, color, json");
        };
    }
}
