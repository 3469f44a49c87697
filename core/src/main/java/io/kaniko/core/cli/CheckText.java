package io.kaniko.core.cli;

import io.kaniko.core.build.CheckReport;
import io.kaniko.core.dockerfile.SourceRange;
import io.kaniko.core.lint.LintWarning;
import java.util.List;

/** What the checks have found, as {@code docker build --check} prints it. */
final class CheckText {

    private static final String RULE = "--------------------\n";

    /** How many lines are shown around one that is questionable, and around several. */
    private static final int AROUND_ONE = 4;

    private static final int AROUND_SEVERAL = 2;

    private CheckText() {}

    static String of(CheckReport report) {
        List<LintWarning> warnings = report.warnings();
        StringBuilder text = new StringBuilder();
        if (!warnings.isEmpty()) {
            text.append("Check complete, ")
                    .append(warnings.size() == 1 ? "1 warning has" : warnings.size() + " warnings have")
                    .append(" been found!\n");
        } else if (report.failures().isEmpty()) {
            text.append("Check complete, no warnings found.\n");
        }
        for (LintWarning warning : warnings) {
            text.append("\nWARNING: ")
                    .append(warning.rule().title())
                    .append(" - ")
                    .append(warning.url())
                    .append('\n')
                    .append(warning.message())
                    .append('\n');
            excerpt(text, report, warning.range());
        }
        return text.toString();
    }

    /** BuildKit widens by one line above and one below in turn, which count as one where only one of them exists. */
    private static void excerpt(StringBuilder text, CheckReport report, SourceRange range) {
        List<String> lines = report.dockerfile().lines();
        int first = range.firstLine();
        int last = Math.min(range.lastLine(), lines.size());
        int around = first == last ? AROUND_ONE : AROUND_SEVERAL;
        for (int added = 0; added < around; added++) {
            if (first > 1) {
                first--;
                added++;
            }
            if (last < lines.size()) {
                last++;
                added++;
            }
        }
        text.append(report.dockerfile().name())
                .append(':')
                .append(range.firstLine())
                .append('\n');
        text.append(RULE);
        for (int number = first; number <= last; number++) {
            text.append(
                    " %3d | %s %s%n".formatted(number, range.contains(number) ? ">>>" : "   ", lines.get(number - 1)));
        }
        text.append(RULE);
    }
}
