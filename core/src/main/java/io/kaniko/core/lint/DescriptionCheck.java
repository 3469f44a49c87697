package io.kaniko.core.lint;

import io.kaniko.core.dockerfile.Arg;
import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.dockerfile.Instruction;
import io.kaniko.core.dockerfile.SourceRange;
import io.kaniko.core.dockerfile.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A comment right above ARG or a named FROM describes it, and so begins with its name. */
final class DescriptionCheck {

    private static final Pattern DIRECTIVE = Pattern.compile("(syntax|escape|check)\\s*=.*", Pattern.CASE_INSENSITIVE);

    private final Dockerfile dockerfile;
    private final Report report;

    DescriptionCheck(Dockerfile dockerfile, Report report) {
        this.dockerfile = dockerfile;
        this.report = report;
    }

    void check(Stage stage) {
        stage.from().stageName().ifPresent(name -> check(stage.from().range(), "FROM", List.of(name), name));
        for (Instruction instruction : stage.instructions()) {
            if (instruction instanceof Arg arg) {
                check(arg);
            }
        }
    }

    void check(Arg arg) {
        List<String> names =
                arg.declarations().stream().map(Arg.Declaration::name).toList();
        check(arg.range(), "ARG", names, names.size() == 1 ? names.getFirst() : "<arg_key>");
    }

    private void check(SourceRange range, String keyword, List<String> names, String shown) {
        List<String> comments = commentsAbove(range.firstLine());
        boolean described =
                comments.stream().anyMatch(comment -> names.stream().anyMatch(name -> comment.startsWith(name + " ")));
        if (!comments.isEmpty() && !described) {
            report.add(
                    LintRule.INVALID_DEFINITION_DESCRIPTION,
                    range,
                    "Comment for " + keyword + " should follow the format: `# " + shown + " <description>`");
        }
    }

    private List<String> commentsAbove(int firstLine) {
        List<String> comments = new ArrayList<>();
        for (int line = firstLine - 1; line >= 1; line--) {
            String text = dockerfile.lines().get(line - 1).strip();
            if (!text.startsWith("#")) {
                break;
            }
            String comment = text.substring(1).strip();
            if (!DIRECTIVE.matcher(comment).matches() && !comment.isEmpty()) {
                comments.add(comment);
            }
        }
        return comments;
    }
}
