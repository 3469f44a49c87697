package io.kaniko.core.cli;

import java.util.List;
import java.util.function.Predicate;

/**
 * What the command line knows and this version cannot do. It ends the program with the flag's name: a flag that is
 * silently ignored makes a wrong image. A feature that gets built deletes its row.
 */
final class UnavailableFlags {

    private static final List<Row> ROWS = List.of(new Row("--cache", words -> words.executor().layers.cache));

    private static final List<String> COMMANDS = List.of("login", "push");

    private UnavailableFlags() {}

    private record Row(String flag, Predicate<CommandWords> used) {}

    /** One sentence for each use of what is not there. */
    static List<String> problems(CommandWords words) {
        if (!words.path().isEmpty()) {
            return COMMANDS.contains(words.path().getFirst())
                    ? List.of("the command " + words.path().getFirst() + " is not available yet in this version")
                    : List.of();
        }
        return ROWS.stream()
                .filter(row -> row.used().test(words))
                .map(row -> row.flag() + " is not available yet in this version")
                .toList();
    }
}
