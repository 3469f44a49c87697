package io.kaniko.core.dockerfile;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code # name=value} at the very top of a Dockerfile, until a line is anything else. */
final class DirectiveReader {

    private static final Pattern DIRECTIVE =
            Pattern.compile("^#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*$", Pattern.DOTALL);
    private static final List<String> KNOWN = List.of("escape", "syntax", "check");

    private final Map<String, String> values = new HashMap<>();
    private boolean done;

    /**
     * Looks at the next line.
     *
     * @throws IllegalArgumentException with the problem, when a directive is repeated or has a wrong value
     */
    void offer(String line) {
        if (done) {
            return;
        }
        Matcher matcher = DIRECTIVE.matcher(line);
        String name = matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
        if (!KNOWN.contains(name)) {
            done = true;
            return;
        }
        if (values.containsKey(name)) {
            throw new IllegalArgumentException("only one " + name + " parser directive can be used");
        }
        String value = matcher.group(2);
        if (name.equals("escape") && !value.equals("\\") && !value.equals("`")) {
            throw new IllegalArgumentException("the escape character cannot be \"" + value + "\"; it is \\ or `");
        }
        values.put(name, value);
    }

    char escape() {
        return values.getOrDefault("escape", "\\").charAt(0);
    }

    Directives directives() {
        return new Directives(
                escape(), Optional.ofNullable(values.get("syntax")), Optional.ofNullable(values.get("check")));
    }
}
