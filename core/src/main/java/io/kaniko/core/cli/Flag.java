package io.kaniko.core.cli;

import java.util.List;
import java.util.function.Consumer;

/**
 * A flag of the command line.
 *
 * @param names the first is the usual one
 * @param hidden whether the help keeps silent about it
 * @param meaning for the help
 * @param placeholder of the value in the help; empty for a switch, which never takes the next word
 * @param taker gets each value that is given; an {@link IllegalArgumentException} says why it is unfit
 */
record Flag(List<String> names, boolean hidden, String meaning, String placeholder, Consumer<String> taker) {

    private static final List<String> TRUE = List.of("1", "t", "T", "TRUE", "true", "True");
    private static final List<String> FALSE = List.of("0", "f", "F", "FALSE", "false", "False");

    Flag {
        names = List.copyOf(names);
    }

    static Draft of(String... names) {
        return new Draft(List.of(names), false, "");
    }

    static Draft hidden(String... names) {
        return new Draft(List.of(names), true, "");
    }

    String name() {
        return names.getFirst();
    }

    boolean isSwitch() {
        return placeholder.isEmpty();
    }

    /** Reads a boolean as Go does. */
    static boolean truth(String word) {
        if (!TRUE.contains(word) && !FALSE.contains(word)) {
            throw new IllegalArgumentException("\"" + word + "\" is not true or false");
        }
        return TRUE.contains(word);
    }

    static int number(String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + word + "\" is not a number", e);
        }
    }

    /** A flag that is being described. */
    record Draft(List<String> names, boolean hidden, String meaning) {

        Draft meaning(String text) {
            return new Draft(names, hidden, text);
        }

        Flag taking(String placeholder, Consumer<String> taker) {
            return new Flag(names, hidden, meaning, placeholder, taker);
        }

        Flag switching(Consumer<Boolean> taker) {
            return new Flag(names, hidden, meaning, "", value -> taker.accept(truth(value)));
        }
    }
}
