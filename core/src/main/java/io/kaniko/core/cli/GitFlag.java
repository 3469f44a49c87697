package io.kaniko.core.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads {@code --git key=value}: what is asked of a Git context. One word may hold several, with commas; a branch's name
 * may have commas, too. What the values do is the Git plugin's matter.
 */
final class GitFlag {

    private static final Set<String> TRUE_OR_FALSE = Set.of("single-branch", "recurse-submodules", "insecure-skip-tls");
    private static final Pattern BETWEEN = Pattern.compile(",(?=[a-z-]+=)");
    private static final String DEPTH = "depth";
    private static final List<String> KNOWN =
            List.of("branch", "single-branch", DEPTH, "recurse-submodules", "insecure-skip-tls");

    private GitFlag() {}

    /** The options in the order given; a later one of the same name wins. Adds what cannot be read to the problems. */
    static Map<String, String> read(List<String> words, List<String> problems) {
        List<String> pairs = words.stream().flatMap(BETWEEN::splitAsStream).toList();
        Map<String, String> options = Pairs.of(pairs, "--git must be of the form key=value", problems);
        options.replaceAll((key, value) -> value(key, value, problems));
        return options;
    }

    private static String value(String key, String value, List<String> problems) {
        if (!KNOWN.contains(key)) {
            problems.add("invalid argument for --git: \"" + key + "\" is not one of " + String.join(", ", KNOWN));
        } else if (TRUE_OR_FALSE.contains(key)) {
            try {
                return new BooleanConverter().convert(value).toString();
            } catch (TypeConversionException e) {
                problems.add("invalid argument for --git: " + key + ": " + e.getMessage());
            }
        } else if (key.equals(DEPTH) && !value.matches("[0-9]{1,9}")) {
            problems.add("invalid argument for --git: depth: a number of commits, 0 for all, not \"" + value + "\"");
        }
        return value;
    }
}
