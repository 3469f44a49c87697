package io.kaniko.core.cli;

/** The text of {@code --help}: the flags in groups, one line for a flag's names and the lines below for its meaning. */
final class HelpText {

    private static final int WIDTH = 100;
    private static final String INDENT = "        ";

    private HelpText() {}

    /** Help of {@code executor}. */
    static String executor() {
        StringBuilder text = new StringBuilder("""
            Builds a container image from a Dockerfile, without a daemon.

            Usage:
              executor --context DIR --destination IMAGE [flags]
              executor version
              executor plugins list [--plugins-dir DIR] [--format text|json]
            """);
        new ExecutorFlags().groups().forEach((title, flags) -> {
            text.append('\n').append(title).append(":\n");
            flags.stream().filter(flag -> !flag.hidden()).forEach(flag -> append(text, flag));
        });
        text.append("\nA flag is written --name value or --name=value; a switch --name or --name=false.");
        return text.toString();
    }

    private static void append(StringBuilder text, Flag flag) {
        text.append("  ").append(String.join(", ", flag.names()));
        text.append(flag.isSwitch() ? "" : " " + flag.placeholder()).append('\n');
        StringBuilder line = new StringBuilder(INDENT);
        for (String word : flag.meaning().split(" ")) {
            if (line.length() + word.length() >= WIDTH) {
                text.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(INDENT);
            }
            line.append(word).append(' ');
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
