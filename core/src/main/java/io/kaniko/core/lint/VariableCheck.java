package io.kaniko.core.lint;

import io.kaniko.core.dockerfile.Heredoc;
import io.kaniko.core.dockerfile.KeyValue;
import io.kaniko.core.dockerfile.MountSpec;
import io.kaniko.core.dockerfile.NearSpelling;
import io.kaniko.core.dockerfile.SourceRange;
import io.kaniko.core.variables.BuildScope;
import io.kaniko.core.variables.Expansion;
import io.kaniko.core.variables.WordExpander;
import io.kaniko.core.variables.WordExpander.Mode;
import java.util.List;

/** Looks for variables that are not set, in the words of one instruction. */
final class VariableCheck {

    private static final WordExpander HEREDOC = new WordExpander('\\', Mode.HEREDOC);

    private final Report report;
    private final SourceRange range;
    private final WordExpander words;
    private final BuildScope scope;
    private final boolean environmentKnown;

    /** @param environmentKnown whether what the scope does not have is really not set */
    VariableCheck(Report report, SourceRange range, WordExpander words, BuildScope scope, boolean environmentKnown) {
        this.report = report;
        this.range = range;
        this.words = words;
        this.scope = scope;
        this.environmentKnown = environmentKnown;
    }

    void word(String word) {
        report(words.expand(word, scope.forExpansion()));
    }

    void words(List<String> all) {
        all.forEach(this::word);
    }

    void pairs(List<KeyValue> pairs) {
        for (KeyValue pair : pairs) {
            word(pair.key());
            word(pair.value());
        }
    }

    void heredocs(List<Heredoc> heredocs) {
        heredocs.stream()
                .filter(Heredoc::expand)
                .forEach(heredoc -> report(HEREDOC.expand(heredoc.body(), scope.forExpansion())));
    }

    void mounts(List<String> mounts) {
        for (String mount : mounts) {
            MountSpec.parse(mount, value -> {
                word(value);
                return words.expandWord(value, scope.forExpansion());
            });
        }
    }

    private void report(Expansion expansion) {
        for (String name : expansion.unmatched()) {
            if (environmentKnown && !scope.declares(name)) {
                String near = NearSpelling.of(name, scope.runEnvironment().sequencedKeySet())
                        .map(meant -> " (did you mean $" + meant + "?)")
                        .orElse("");
                report.add(LintRule.UNDEFINED_VAR, range, "Usage of undefined variable '$" + name + "'" + near);
            }
        }
    }
}
