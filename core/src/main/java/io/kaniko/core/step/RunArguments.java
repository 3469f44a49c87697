package io.kaniko.core.step;

import io.kaniko.core.dockerfile.CommandLine;
import io.kaniko.core.dockerfile.Heredoc;
import io.kaniko.core.dockerfile.Run;
import io.kaniko.core.image.ImageConfig;
import java.util.List;
import java.util.Optional;

/**
 * What a RUN starts.
 *
 * @param arguments the program and its arguments
 * @param script a file that must exist while it runs, at {@code /dev/pipes/NAME}, read-only and executable (0755)
 */
public record RunArguments(List<String> arguments, Optional<Heredoc> script) {

    /** Where scripts of here-documents with a {@code #!} line are mounted. */
    public static final String SCRIPT_DIRECTORY = "/dev/pipes";

    public RunArguments {
        arguments = List.copyOf(arguments);
    }

    /**
     * A here-document alone is the script itself: run as a file if it begins with {@code #!}, given to the shell
     * otherwise. With anything else beside it, the shell gets the command line and all documents as they were written.
     */
    public static RunArguments of(Run run, ImageConfig config) {
        if (run.heredocs().isEmpty() || !(run.command() instanceof CommandLine.Shell shell)) {
            return new RunArguments(ConfigSteps.arguments(run.command(), config), Optional.empty());
        }
        Heredoc first = run.heredocs().getFirst();
        if (run.heredocs().size() == 1 && first.isOpenedBy(shell.text())) {
            if (first.body().startsWith("#!")) {
                String path = SCRIPT_DIRECTORY + "/" + first.name();
                return new RunArguments(shell(path, config), Optional.of(first));
            }
            return new RunArguments(shell(first.body(), config), Optional.empty());
        }
        StringBuilder text = new StringBuilder(shell.text());
        for (Heredoc heredoc : run.heredocs()) {
            text.append('\n').append(heredoc.content()).append(heredoc.name());
        }
        return new RunArguments(shell(text.toString(), config), Optional.empty());
    }

    private static List<String> shell(String text, ImageConfig config) {
        return ConfigSteps.arguments(new CommandLine.Shell(text), config);
    }
}
