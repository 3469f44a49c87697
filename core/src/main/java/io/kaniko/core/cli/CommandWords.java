package io.kaniko.core.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stood on the command line: the filled flags, which of them were given at all, and the sub-command. Words are read
 * by pflag's rules: a switch never takes the next word ({@code --cache false} is {@code --cache} and a stray word), every
 * other flag always does, even when that word looks like a flag; {@code --} ends the flags; only {@code --target} splits
 * at commas.
 *
 * <p>No library does this: those that exist read switches and values by other rules, and the one that came closest took
 * 0.3 seconds of every start.
 *
 * @param given first names of the flags
 * @param deprecated old spellings that were used, and what to write instead
 * @param command the sub-command's words, empty for a build
 */
record CommandWords(ExecutorFlags flags, Set<String> given, Map<String, String> deprecated, List<String> command) {

    private static final Map<String, String> DEPRECATED = Map.of(
            "--snapshotMode", "--snapshot-mode",
            "--customPlatform", "--custom-platform",
            "--tarPath", "--tar-path",
            "--whitelist-var-run", "--ignore-var-run");

    private static final Set<List<String>> COMMANDS =
            Set.of(List.of("version"), List.of("help"), List.of("plugins", "list"), List.of("login"), List.of("push"));

    /**
     * Reads the words of {@code executor}.
     *
     * @throws UsageException naming every flag that is unknown, lacks its value or has an unfit one
     */
    static CommandWords read(List<String> words) {
        ExecutorFlags flags = new ExecutorFlags();
        Reader reader = new Reader(flags.groups().values());
        reader.read(words);
        List<String> command = reader.command();
        boolean forgiven = flags.help || UnavailableFlags.COMMANDS.contains(String.join(" ", command));
        if (!reader.problems.isEmpty() && !forgiven) {
            throw new UsageException(reader.problems.stream().distinct().toList());
        }
        return new CommandWords(flags, reader.given, reader.deprecated, command);
    }

    /** Whether the flag was given, in any of its spellings. */
    boolean has(String flag) {
        return given.contains(flag);
    }

    /** Goes through the words once. */
    private static final class Reader {

        private final Map<String, Flag> known = new LinkedHashMap<>();
        private final Set<String> given = new LinkedHashSet<>();
        private final Map<String, String> deprecated = new LinkedHashMap<>();
        private final List<String> others = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();

        Reader(Collection<List<Flag>> groups) {
            groups.forEach(group -> group.forEach(flag -> flag.names().forEach(name -> known.put(name, flag))));
        }

        void read(List<String> words) {
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                if (word.equals("--")) {
                    others.addAll(words.subList(i + 1, words.size()));
                    return;
                }
                if (!word.startsWith("-") || word.length() == 1) {
                    others.add(word);
                    continue;
                }
                String name = name(word);
                Flag flag = known.get(name);
                boolean attached = word.length() > name.length();
                String next = i + 1 < words.size() ? words.get(i + 1) : null;
                if (flag == null) {
                    problems.add("unknown flag: " + name
                            + NearSpelling.of(name, visible())
                                    .map(near -> " (did you mean " + near + "?)")
                                    .orElse(""));
                    // What follows is more likely its value than a command.
                    i += !attached && next != null && !next.startsWith("-") ? 1 : 0;
                } else if (attached) {
                    take(flag, name, word.substring(name.length()).replaceFirst("^=", ""));
                } else if (flag.isSwitch()) {
                    take(flag, name, "true");
                } else if (next != null) {
                    take(flag, name, next);
                    i++;
                } else {
                    problems.add("flag needs an argument: " + flag.name());
                }
            }
        }

        /** {@code --name} of {@code --name=value}, {@code -n} of {@code -nvalue}. */
        private static String name(String word) {
            if (!word.startsWith("--")) {
                return word.substring(0, 2);
            }
            int sign = word.indexOf('=');
            return sign < 0 ? word : word.substring(0, sign);
        }

        private void take(Flag flag, String name, String value) {
            given.add(flag.name());
            if (DEPRECATED.containsKey(name)) {
                deprecated.put(name, DEPRECATED.get(name));
            }
            try {
                flag.taker().accept(value);
            } catch (IllegalArgumentException e) {
                problems.add("invalid argument for " + flag.name() + ": " + e.getMessage());
            }
        }

        /** The words that are no flags, where they are a command; the first stray word is a problem. */
        private List<String> command() {
            if (others.isEmpty() || COMMANDS.contains(others)) {
                return others;
            }
            if (COMMANDS.contains(List.of(others.getFirst()))) {
                problems.add("unexpected \"" + others.get(1) + "\" after \"" + others.getFirst() + "\"");
                return List.of(others.getFirst());
            }
            problems.add(
                    others.getFirst().equals("plugins")
                            ? "say what to do with the plugins: executor plugins list"
                            : "unknown command \"" + others.getFirst() + "\" for \"executor\"");
            return List.of();
        }

        private List<String> visible() {
            return known.entrySet().stream()
                    .filter(entry -> !entry.getValue().hidden())
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }
}
