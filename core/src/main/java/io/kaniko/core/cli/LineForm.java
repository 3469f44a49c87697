package io.kaniko.core.cli;

import io.kaniko.core.event.BuildEvent.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Gives a log line its form; the result has no line end, but may have line breaks where it is not JSON. */
sealed interface LineForm {

    String form(LogLine line);

    /** A line that a process in a RUN wrote to standard error, where that needs a form. */
    default Optional<String> formProcessError(String text) {
        return Optional.empty();
    }

    static LineForm of(LogFormat format, boolean timestamp, Clock clock) {
        return switch (format) {
            case TEXT -> new Text(new Stamp(timestamp, clock, clock.instant()));
            case COLOR -> new Color(new Stamp(timestamp, clock, clock.instant()));
            case JSON -> new Json(clock);
        };
    }

    /** Seconds since the start, as logrus counts them, or the time of day. */
    record Stamp(boolean timeOfDay, Clock clock, Instant start) {
        String now() {
            return timeOfDay
                    ? clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()
                    : String.format(
                            Locale.ROOT,
                            "%04d",
                            Duration.between(start, clock.instant()).toSeconds());
        }
    }

    /** {@code INFO[0003] text}. */
    record Text(Stamp stamp) implements LineForm {
        @Override
        public String form(LogLine line) {
            return word(line.level()) + "[" + stamp.now() + "] " + line.text();
        }
    }

    /** The same, with the word in the level's colour. */
    record Color(Stamp stamp) implements LineForm {

        private static final String ESCAPE = "\u001b[";

        @Override
        public String form(LogLine line) {
            int color = switch (line.level()) {
                case ERROR -> 31;
                case WARN -> 33;
                case INFO -> 36;
                case DEBUG, TRACE -> 37;
            };
            return ESCAPE + color + "m" + word(line.level()) + ESCAPE + "0m[" + stamp.now() + "] " + line.text();
        }
    }

    /** One object on one line: level, msg, time. */
    record Json(Clock clock) implements LineForm {

        private static final JsonMapper MAPPER = new JsonMapper();

        @Override
        public String form(LogLine line) {
            return object(line.level().name().toLowerCase(Locale.ROOT), line.text())
                    .toString();
        }

        @Override
        public Optional<String> formProcessError(String text) {
            return Optional.of(object("info", text).put("stream", "stderr").toString());
        }

        private ObjectNode object(String level, String text) {
            return MAPPER.createObjectNode()
                    .put("level", level.equals("warn") ? "warning" : level)
                    .put("msg", text)
                    .put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        }
    }

    private static String word(Level level) {
        return switch (level) {
            case ERROR -> "ERRO";
            case WARN -> "WARN";
            case INFO -> "INFO";
            case DEBUG -> "DEBU";
            case TRACE -> "TRAC";
        };
    }
}
