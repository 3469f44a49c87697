package io.kaniko.core.cli;

import io.kaniko.core.dockerfile.NearSpelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * What stood on the command line: the filled flags, and which of them were given at all.
 *
 * @param executor the flags of the build
 * @param path the sub-command's words, empty for a build
 */
record CommandWords(ExecutorCommand executor, ParseResult result, List<String> path, Object command) {

    private static final List<Alias> DEPRECATED = List.of(
            new Alias("--snapshotMode", "--snapshot-mode"),
            new Alias("--customPlatform", "--custom-platform"),
            new Alias("--tarPath", "--tar-path"),
            new Alias("--whitelist-var-run", "--ignore-var-run"));

    /** An old spelling. */
    record Alias(String old, String current) {}

    /** How all programs here read their words. */
    static CommandLine reader(Object command) {
        CommandLine reader = new CommandLine(command);
        reader.getCommandSpec().parser().collectErrors(true);
        reader.registerConverter(boolean.class, new BooleanConverter())
                .registerConverter(Boolean.class, new BooleanConverter())
                .setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .setAllowOptionsAsOptionParameters(true)
                .setInterpolateVariables(false)
                .setPosixClusteredShortOptionsAllowed(true);
        wantValues(reader);
        return reader;
    }

    /**
     * Reads the words of {@code executor}.
     *
     * @throws UsageException naming every flag that is unknown, lacks its value or has an unfit one
     */
    static CommandWords read(List<String> words) {
        ExecutorCommand executor = new ExecutorCommand();
        CommandLine reader = reader(executor);
        ParseResult result = reader.parseArgs(FlagWords.attached(reader.getCommandSpec(), words));
        List<String> problems = new ArrayList<>();
        List<String> path = new ArrayList<>();
        ParseResult last = result;
        problems.addAll(problems(last));
        while (last.hasSubcommand()) {
            last = last.subcommand();
            path.add(last.commandSpec().name());
            problems.addAll(problems(last));
        }
        if (!problems.isEmpty() && !executor.help) {
            throw new UsageException(problems.stream().distinct().toList());
        }
        return new CommandWords(executor, result, path, last.commandSpec().userObject());
    }

    /** {@code --cache-dir} where it was given: its default is only a place where base images may lie. */
    Optional<String> cacheDirectory() {
        return has("--cache-dir") ? Optional.of(executor().layers.cacheDirectory) : Optional.empty();
    }

    /** Whether the flag was given, in any of its spellings. */
    boolean has(String flag) {
        return result.hasMatchedOption(flag);
    }

    /** Old spellings that were used. */
    List<Alias> deprecated() {
        return DEPRECATED.stream()
                .filter(alias -> has(alias.old())
                        && result.originalArgs().stream()
                                .anyMatch(word -> word.equals(alias.old()) || word.startsWith(alias.old() + "=")))
                .toList();
    }

    /** Booleans get their value attached by {@link FlagWords}; nothing is optional. */
    private static void wantValues(CommandLine reader) {
        CommandSpec spec = reader.getCommandSpec();
        for (OptionSpec option : List.copyOf(spec.options())) {
            if (FlagWords.isBoolean(option)) {
                spec.remove(option);
                spec.addOption(option.toBuilder().arity("1").build());
            }
        }
        reader.getSubcommands().values().forEach(CommandWords::wantValues);
    }

    private static List<String> problems(ParseResult result) {
        List<String> problems = new ArrayList<>();
        for (Exception error : result.errors()) {
            switch (error) {
                case CommandLine.UnmatchedArgumentException unmatched -> problems.addAll(unknown(unmatched));
                case CommandLine.MissingParameterException missing ->
                    problems.add("flag needs an argument: "
                            + missing.getMissing().stream()
                                    .map(CommandWords::name)
                                    .findFirst()
                                    .orElse(""));
                case CommandLine.ParameterException wrong -> problems.add(wrong(wrong));
                default -> throw new IllegalStateException("picocli found an error of a new kind", error);
            }
        }
        return problems;
    }

    private static List<String> unknown(CommandLine.UnmatchedArgumentException unmatched) {
        List<String> problems = new ArrayList<>();
        boolean afterUnknownFlag = false;
        for (String word : unmatched.getUnmatched()) {
            if (word.startsWith("-") && word.length() > 1) {
                String name = word.replaceFirst("=.*", "");
                problems.add("unknown flag: " + name
                        + NearSpelling.of(name, names(unmatched.getCommandLine()))
                                .map(near -> " (did you mean " + near + "?)")
                                .orElse(""));
            } else if (!afterUnknownFlag) {
                problems.add("unknown command \"" + word + "\" for \""
                        + unmatched.getCommandLine().getCommandSpec().qualifiedName() + "\"");
            }
            afterUnknownFlag = word.startsWith("-") && !word.contains("=");
        }
        return problems;
    }

    private static List<String> names(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> List.of(option.names()).stream())
                .toList();
    }

    private static String wrong(CommandLine.ParameterException wrong) {
        Throwable cause = wrong.getCause();
        String reason = cause instanceof CommandLine.TypeConversionException ? cause.getMessage() : null;
        String value = Optional.ofNullable(wrong.getValue()).orElse("");
        String flag =
                Optional.ofNullable(wrong.getArgSpec()).map(CommandWords::name).orElse("");
        if (reason == null) {
            reason = String.valueOf(wrong.getMessage());
        } else if (wrong.getArgSpec() != null && isNumber(wrong.getArgSpec())) {
            reason = "\"" + value + "\" is not a number";
        }
        return "invalid argument for " + flag + ": " + reason;
    }

    private static boolean isNumber(ArgSpec argument) {
        return argument.type() == int.class || argument.type() == Integer.class;
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.names()[0] : argument.paramLabel();
    }
}
