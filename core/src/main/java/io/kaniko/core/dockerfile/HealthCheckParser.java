package io.kaniko.core.dockerfile;

import static java.util.Map.entry;

import io.kaniko.core.variables.WhiteSpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes a HEALTHCHECK of its text. */
final class HealthCheckParser {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private static final Map<String, Flags.Kind> FLAGS = Map.ofEntries(
            entry("interval", Flags.Kind.TEXT),
            entry("timeout", Flags.Kind.TEXT),
            entry("start-period", Flags.Kind.TEXT),
            entry("start-interval", Flags.Kind.TEXT),
            entry("retries", Flags.Kind.TEXT));

    private final InstructionText text;
    private final SourceRange range;

    HealthCheckParser(InstructionText text, SourceRange range) {
        this.text = text;
        this.range = range;
    }

    HealthCheck parse() {
        String arguments = text.arguments();
        int end = 0;
        while (end < arguments.length() && !WhiteSpace.is(arguments.charAt(end))) {
            end++;
        }
        String command = WhiteSpace.trimStart(arguments.substring(end));
        return switch (arguments.substring(0, end).toUpperCase(Locale.ROOT)) {
            case "" ->
                throw new InstructionProblem(
                        "HEALTHCHECK requires at least one argument", "Write HEALTHCHECK CMD command, or NONE.");
            case "NONE" -> none(command);
            case "CMD" -> command(command);
            case String other ->
                throw new InstructionProblem(
                        "HEALTHCHECK knows no \"" + other + "\"", NearSpelling.remedy(other, List.of("CMD", "NONE")));
        };
    }

    private HealthCheck none(String command) {
        if (!command.isEmpty()) {
            throw new InstructionProblem("HEALTHCHECK NONE takes no arguments", "Remove them, or write CMD for NONE.");
        }
        return new HealthCheck(
                range, text.original(), List.of("NONE"), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
    }

    private HealthCheck command(String command) {
        Flags flags = Flags.parse(text.flags(), FLAGS);
        return new HealthCheck(
                range,
                text.original(),
                test(command),
                duration(flags, "interval"),
                duration(flags, "timeout"),
                duration(flags, "start-period"),
                duration(flags, "start-interval"),
                flags.text("retries").map(HealthCheckParser::retries).orElse(0));
    }

    private static List<String> test(String command) {
        List<String> test = new ArrayList<>();
        try {
            Words.json(command)
                    .ifPresentOrElse(
                            arguments -> {
                                if (!arguments.isEmpty()) {
                                    test.add("CMD");
                                    test.addAll(arguments);
                                }
                            },
                            () -> {
                                if (!command.isEmpty()) {
                                    test.add("CMD-SHELL");
                                    test.add(command);
                                }
                            });
        } catch (IllegalArgumentException wrong) {
            throw new InstructionProblem(
                    "HEALTHCHECK has a JSON array with something else than texts",
                    "Put every element into double quotes.");
        }
        if (test.isEmpty()) {
            throw new InstructionProblem("HEALTHCHECK CMD has no command", "Add the command that tests the container.");
        }
        return test;
    }

    private static Duration duration(Flags flags, String name) {
        Duration value;
        try {
            value = flags.text(name).map(GoDuration::parse).orElse(Duration.ZERO);
        } catch (IllegalArgumentException wrong) {
            throw new InstructionProblem(
                    "--" + name + ": " + wrong.getMessage(), "Write a number with a unit: 500ms, 30s, 1m30s, 2h.");
        }
        if (!value.isZero() && value.compareTo(SHORTEST) < 0) {
            throw new InstructionProblem("--" + name + " cannot be less than 1ms", "Write 30s for half a minute.");
        }
        return value;
    }

    private static int retries(String value) {
        try {
            int retries = Integer.parseInt(value);
            if (retries >= 0) {
                return retries;
            }
        } catch (NumberFormatException notANumber) {
            // reported below, like a negative number
        }
        throw new InstructionProblem("--retries is not a number from 0: \"" + value + "\"", "Write --retries=3.");
    }
}
