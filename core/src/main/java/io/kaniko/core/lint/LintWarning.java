package io.kaniko.core.lint;

import io.kaniko.core.dockerfile.SourceRange;

/** A rule that some lines do not follow. */
public record LintWarning(LintRule rule, SourceRange range, String message) {

    /** The page that explains the rule. */
    public String url() {
        return rule.url();
    }
}
