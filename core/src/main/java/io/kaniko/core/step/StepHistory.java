package io.kaniko.core.step;

import io.kaniko.core.dockerfile.Add;
import io.kaniko.core.dockerfile.Copy;
import io.kaniko.core.dockerfile.Heredoc;
import io.kaniko.core.variables.BuildScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What RUN, COPY and ADD leave in the history, in BuildKit's words. */
public final class StepHistory {

    private static final String SUFFIX = " # buildkit";

    private StepHistory() {}

    /** @param arguments those of {@link RunArguments} */
    public static String run(List<String> arguments, BuildScope scope) {
        List<String> words = new ArrayList<>(scope.historyArguments());
        words.addAll(arguments);
        return "RUN " + String.join(" ", words) + SUFFIX;
    }

    /**
     * The text of a COPY.
     *
     * @param sources, destination, owner and mode are expanded
     */
    public static String copy(
            Copy copy, List<String> sources, String destination, Optional<String> owner, Optional<String> mode) {
        return text(copy.parents() ? "COPY --parents" : "COPY", sources, copy.heredocs(), destination, owner, mode);
    }

    /** The text of an ADD; everything is expanded. */
    public static String add(
            Add add, List<String> sources, String destination, Optional<String> owner, Optional<String> mode) {
        return text("ADD", sources, add.heredocs(), destination, owner, mode);
    }

    private static String text(
            String start,
            List<String> sources,
            List<Heredoc> heredocs,
            String destination,
            Optional<String> owner,
            Optional<String> mode) {
        StringBuilder text = new StringBuilder(start);
        owner.ifPresent(value -> text.append(" --chown=").append(value));
        mode.ifPresent(value -> text.append(" --chmod=").append(value));
        sources.forEach(source -> text.append(' ').append(source));
        heredocs.forEach(heredoc -> text.append(" <<").append(heredoc.name()));
        return text.append(' ').append(destination).append(SUFFIX).toString();
    }
}
