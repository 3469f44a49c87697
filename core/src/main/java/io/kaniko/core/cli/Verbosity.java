package io.kaniko.core.cli;

import io.kaniko.core.event.BuildEvent.Level;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

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

    boolean shows(Level level) {
        return level.compareTo(quietest) <= 0;
    }

    /** Reads the word. */
    static final class Converter implements ITypeConverter<Verbosity> {
        @Override
        public Verbosity convert(String word) {
            String name = word.toLowerCase(Locale.ROOT);
            return Arrays.stream(values())
                    .filter(level -> name.equals(level.name().toLowerCase(Locale.ROOT))
                            || (level == WARN && name.equals("warning")))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("\"" + word + "\" is not one of "
                            + Arrays.stream(values())
                                    .map(level -> level.name().toLowerCase(Locale.ROOT))
                                    .collect(Collectors.joining(", "))));
        }
    }
}
