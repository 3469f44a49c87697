package io.kaniko.core.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The form of log lines. */
enum LogFormat {
    TEXT,
    COLOR,
    JSON;

    /** Reads the word. */
    static final class Converter implements ITypeConverter<LogFormat> {
        @Override
        public LogFormat convert(String word) {
            return switch (word) {
                case "text" -> TEXT;
                case "color" -> COLOR;
                case "json" -> JSON;
                default -> throw new TypeConversionException("\"" + word + "\" is not one of text, color, json");
            };
        }
    }
}
