package io.kaniko.core.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The flags of one instruction, checked against those that it knows. */
final class Flags {

    /** How often a flag may come, and what its value is. */
    enum Kind {
        TEXT,
        REPEATABLE,
        BOOLEAN
    }

    private final Map<String, List<String>> values;

    private Flags(Map<String, List<String>> values) {
        this.values = values;
    }

    /** @throws InstructionProblem for a flag that is unknown, repeated, or lacks its value */
    static Flags parse(List<String> words, Map<String, Kind> known) {
        Map<String, List<String>> values = new HashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            String name = word.substring(2, equals < 0 ? word.length() : equals);
            Kind kind = known.get(name);
            if (kind == null) {
                throw unknown(name, known);
            }
            if (kind != Kind.REPEATABLE && values.containsKey(name)) {
                throw new InstructionProblem("the flag --" + name + " is given twice", "Remove one of them.");
            }
            String value = equals < 0 ? "" : word.substring(equals + 1);
            if (kind == Kind.BOOLEAN ? equals >= 0 && value.isEmpty() : equals < 0) {
                throw new InstructionProblem(
                        "the flag --" + name + " has no value", "Write --" + name + "=VALUE, without blanks around =.");
            }
            values.computeIfAbsent(name, any -> new ArrayList<>())
                    .add(kind == Kind.BOOLEAN ? checkedBoolean(name, value) : value);
        }
        return new Flags(values);
    }

    /** The last value; an empty one counts as none. */
    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(List::getLast).filter(value -> !value.isEmpty());
    }

    List<String> texts(String name) {
        return values.getOrDefault(name, List.of());
    }

    Optional<Boolean> bool(String name) {
        return text(name).map(Boolean::parseBoolean);
    }

    boolean isSet(String name) {
        return bool(name).orElse(false);
    }

    private static String checkedBoolean(String name, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "" -> "true";
            case "true", "false" -> lower;
            default ->
                throw new InstructionProblem(
                        "the flag --" + name + " is true or false, not \"" + value + "\"",
                        "Write --" + name + " or --" + name + "=false.");
        };
    }

    private static InstructionProblem unknown(String name, Map<String, Kind> known) {
        String problem = "unknown flag --" + name;
        return NearSpelling.of(name, known.keySet())
                .map(near -> new InstructionProblem(problem, "Did you mean --" + near + "?"))
                .orElseGet(() -> new InstructionProblem(
                        problem,
                        known.isEmpty()
                                ? "This instruction has no flags; write -- in front of words that start with --."
                                : "Known flags: --"
                                        + String.join(
                                                ", --",
                                                known.keySet().stream().sorted().toList()) + "."));
    }
}
