package io.kaniko.core.cli;

import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;

/** The text of {@code --help}: the flags in groups, one line for a flag's names and the lines below for its meaning. */
final class HelpText {

    private static final int WIDTH = 100;
    private static final String INDENT = "        ";

    private HelpText() {}

    /** Help of {@code executor}. */
    static String executor() {
        Map<String, Class<?>> groups = new LinkedHashMap<>();
        groups.put("What to build", InputFlags.class);
        groups.put("Where the image goes", OutputFlags.class);
        groups.put("How the build runs", RunFlags.class);
        groups.put("Layers and caches", LayerFlags.class);
        groups.put("Registries", RegistryFlags.class);
        groups.put("Logs", LogFlags.class);
        CommandLine command = CommandWords.reader(new ExecutorCommand());
        StringBuilder text = new StringBuilder();
        text.append("Builds a container image from a Dockerfile, without a daemon.\n\n")
                .append("Usage:\n")
                .append("  executor --context DIR --destination IMAGE [flags]\n")
                .append("  executor version\n")
                .append("  executor plugins list [--plugins-dir DIR] [--format text|json]\n");
        groups.forEach((title, flags) -> {
            text.append('\n').append(title).append(":\n");
            for (Field flag : flags.getDeclaredFields()) {
                command.getCommandSpec().options().stream()
                        .filter(option -> !option.hidden() && flag.equals(option.userObject()))
                        .forEach(option -> append(text, option));
            }
        });
        text.append("\nA flag is written --name value or --name=value; a switch --name or --name=false.\n");
        return text.toString();
    }

    private static void append(StringBuilder text, OptionSpec option) {
        String value = FlagWords.isBoolean(option) ? "" : " " + option.paramLabel();
        text.append("  ")
                .append(String.join(", ", List.of(option.names())))
                .append(value)
                .append('\n');
        String description = Ansi.OFF.string(String.join(" ", option.description()));
        StringBuilder line = new StringBuilder(INDENT);
        for (String word : description.split(" ")) {
            if (line.length() + word.length() >= WIDTH) {
                text.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(INDENT);
            }
            line.append(word).append(' ');
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
