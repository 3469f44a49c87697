package io.kaniko.core.dockerfile;

import java.util.List;
import java.util.Optional;

/**
 * COPY: files of the context, of a stage or of an image.
 *
 * @param sources paths, unexpanded
 * @param heredocs sources that stand in the Dockerfile itself; their name is the file's name
 * @param from a stage, an index, a named context or an image; never expanded
 * @param owner the value of {@code --chown}, unexpanded; empty also for an empty value
 * @param mode the value of {@code --chmod}, unexpanded; empty also for an empty value
 */
public record Copy(
        SourceRange range,
        String original,
        List<String> sources,
        String destination,
        List<Heredoc> heredocs,
        Optional<String> from,
        Optional<String> owner,
        Optional<String> mode,
        boolean link,
        boolean parents,
        List<String> excludes)
        implements Instruction {

    public Copy {
        sources = List.copyOf(sources);
        heredocs = List.copyOf(heredocs);
        excludes = List.copyOf(excludes);
    }
}
