package io.kaniko.core.lint;

import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.dockerfile.SourceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects the warnings that nobody wants skipped. */
final class Report {

    private static final Pattern CHECK = Pattern.compile("\\s*#\\s*check\\s*=\\s*(.+?)\\s*", Pattern.CASE_INSENSITIVE);

    private final Dockerfile dockerfile;
    private final CheckDirective directive;
    private final List<LintWarning> warnings = new ArrayList<>();

    Report(Dockerfile dockerfile, CheckDirective directive) {
        this.dockerfile = dockerfile;
        this.directive = directive;
    }

    void add(LintRule rule, SourceRange range, String message) {
        LintWarning warning = new LintWarning(rule, range, message);
        if (directive.counts(rule) && !isSkippedAbove(rule, range) && !warnings.contains(warning)) {
            warnings.add(warning);
        }
    }

    List<LintWarning> warnings() {
        return warnings;
    }

    /** A comment {@code # check=skip=Rule} directly above an instruction is for that one. */
    private boolean isSkippedAbove(LintRule rule, SourceRange range) {
        for (int line = range.firstLine() - 1; line >= 1; line--) {
            String text = dockerfile.lines().get(line - 1);
            if (!text.stripLeading().startsWith("#")) {
                return false;
            }
            Matcher matcher = CHECK.matcher(text);
            if (matcher.matches()
                    && !rule.isExperimental()
                    && !CheckDirective.parse(matcher.group(1)).counts(rule)) {
                return true;
            }
        }
        return false;
    }
}
