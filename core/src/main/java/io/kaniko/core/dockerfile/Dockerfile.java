package io.kaniko.core.dockerfile;

import io.kaniko.spi.BuildException;
import java.util.List;
import java.util.Optional;

/**
 * A Dockerfile.
 *
 * @param name how messages call it
 * @param lines its lines without line ends; line 1 comes first
 * @param globalArgs the ARG instructions before the first FROM
 * @param emptyContinuations ranges of instructions that are continued over an empty line
 */
public record Dockerfile(
        String name,
        List<String> lines,
        Directives directives,
        List<Arg> globalArgs,
        List<Stage> stages,
        List<SourceRange> emptyContinuations) {

    public Dockerfile {
        lines = List.copyOf(lines);
        globalArgs = List.copyOf(globalArgs);
        stages = List.copyOf(stages);
        emptyContinuations = List.copyOf(emptyContinuations);
    }

    /** A problem at some lines of this file. */
    public DockerfileException problem(SourceRange range, String problem) {
        return new DockerfileException(name, lines, range, problem, Optional.empty(), null);
    }

    /** A problem at some lines of this file, and its remedy. */
    public DockerfileException problem(SourceRange range, String problem, String remedy) {
        return new DockerfileException(name, lines, range, problem, Optional.of(remedy), null);
    }

    /** The same failure, with the place in this file where it happened. */
    public DockerfileException at(SourceRange range, BuildException failure) {
        return failure instanceof DockerfileException placed
                ? placed
                : new DockerfileException(
                        name, lines, range, String.valueOf(failure.getMessage()), failure.remedy(), failure);
    }
}
