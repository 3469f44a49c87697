package io.kaniko.core.dockerfile;

import java.util.List;
import java.util.Optional;

/**
 * ADD: files of the context, archives, and what lies at URLs.
 *
 * @param sources paths and URLs, unexpanded
 * @param heredocs sources that stand in the Dockerfile itself; their name is the file's name
 * @param owner the value of {@code --chown}, unexpanded; empty also for an empty value
 * @param mode the value of {@code --chmod}, unexpanded; empty also for an empty value
 * @param checksum the value of {@code --checksum}, unexpanded
 * @param unpack whether archives are unpacked; empty means local ones are and remote ones are not
 */
public record Add(
        SourceRange range,
        String original,
        List<String> sources,
        String destination,
        List<Heredoc> heredocs,
        Optional<String> owner,
        Optional<String> mode,
        boolean link,
        List<String> excludes,
        Optional<Boolean> keepGitDir,
        Optional<String> checksum,
        Optional<Boolean> unpack)
        implements Instruction {

    public Add {
        sources = List.copyOf(sources);
        heredocs = List.copyOf(heredocs);
        excludes = List.copyOf(excludes);
    }
}
