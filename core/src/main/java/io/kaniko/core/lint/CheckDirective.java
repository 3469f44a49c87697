package io.kaniko.core.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The value of {@code # check=}: {@code skip=A,B;error=true;experimental=all}.
 *
 * @param skipped names of rules in lower case, or {@code all}
 * @param experimental names of experimental rules in lower case, or {@code all}
 * @param error whether a warning is to fail the build
 */
public record CheckDirective(List<String> skipped, List<String> experimental, boolean error) {

    /** Nothing is skipped, nothing experimental counts. */
    public static final CheckDirective NONE = new CheckDirective(List.of(), List.of(), false);

    private static final String ALL = "all";

    public CheckDirective {
        skipped = List.copyOf(skipped);
        experimental = List.copyOf(experimental);
    }

    /** Reads the value; what makes no sense is passed over, as a check must not fail a build. */
    public static CheckDirective parse(String text) {
        List<String> skipped = new ArrayList<>();
        List<String> experimental = new ArrayList<>();
        boolean error = false;
        for (String part : text.split(";")) {
            int equals = part.indexOf('=');
            String key = (equals < 0 ? part : part.substring(0, equals)).strip();
            String value = equals < 0 ? "" : part.substring(equals + 1).strip();
            switch (key) {
                case "skip" -> skipped.addAll(names(value));
                case "experimental" -> experimental.addAll(names(value));
                case "error" -> error = value.equalsIgnoreCase("true") || value.equals("1");
                default -> {}
            }
        }
        return new CheckDirective(skipped, experimental, error);
    }

    /** Whether a rule is to be followed. */
    public boolean counts(LintRule rule) {
        if (rule.isExperimental()) {
            return contains(experimental, rule) && !contains(skipped, rule);
        }
        return !contains(skipped, rule);
    }

    private static boolean contains(List<String> names, LintRule rule) {
        return names.contains(ALL) || names.contains(rule.title().toLowerCase(Locale.ROOT));
    }

    private static List<String> names(String value) {
        List<String> names = new ArrayList<>();
        for (String name : value.split(",")) {
            names.add(name.strip().toLowerCase(Locale.ROOT));
        }
        return names;
    }
}
