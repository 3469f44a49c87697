package io.kaniko.core.cli;

import io.kaniko.spi.BuildException;
import java.util.List;

/** The command line is wrong. All that is wrong with it, in the order in which kaniko would have found it. */
final class UsageException extends BuildException {

    private static final long serialVersionUID = 1L;

    private final String[] problems;

    UsageException(List<String> problems) {
        super(Kind.USER, String.join("; ", problems), "Run it with --help to see all flags.");
        this.problems = problems.toArray(String[]::new);
    }

    List<String> problems() {
        return List.of(problems);
    }
}
