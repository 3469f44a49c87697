package io.kaniko.core.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Turns words as pflag reads them into words that leave picocli no choice. pflag's rules: a boolean flag never takes the
 * next word ({@code --cache false} is {@code --cache} and a stray word), every other flag always does, even when that
 * word looks like a flag; {@code --} ends the flags.
 */
final class FlagWords {

    private FlagWords() {}

    /** Writes every known flag as {@code --name=value}. */
    static String[] attached(CommandSpec command, List<String> words) {
        List<String> result = new ArrayList<>();
        CommandSpec current = command;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--")) {
                result.addAll(words.subList(i, words.size()));
                break;
            }
            OptionSpec option = current.optionsMap().get(word);
            if (option == null) {
                result.add(word);
                CommandLine subcommand = current.subcommands().get(word);
                current = subcommand == null ? current : subcommand.getCommandSpec();
            } else if (isBoolean(option)) {
                result.add(word + "=true");
            } else if (i + 1 < words.size()) {
                i++;
                result.add(word + "=" + words.get(i));
            } else {
                result.add(word);
            }
        }
        return result.toArray(String[]::new);
    }

    static boolean isBoolean(OptionSpec option) {
        return option.type() == boolean.class || option.type() == Boolean.class;
    }
}
