package io.kaniko.core.plan;

import io.kaniko.core.dockerfile.Heredoc;
import io.kaniko.core.dockerfile.Instruction;
import io.kaniko.core.dockerfile.Run;

/** An instruction as logs and plans show it: on one line, not longer than a person reads. */
public final class StepText {

    private static final int LONGEST = 160;

    private StepText() {}

    public static String of(Instruction instruction) {
        String line = oneLine(instruction);
        return shortened(
                instruction instanceof Run run && !run.heredocs().isEmpty()
                        ? line + summary(run.heredocs().getFirst())
                        : line);
    }

    static String oneLine(Instruction instruction) {
        return instruction.original().strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** The first line of a script, as BuildKit shows it; of an empty one nothing. */
    private static String summary(Heredoc script) {
        String body = script.body().strip();
        int end = body.indexOf('\n');
        if (body.isEmpty()) {
            return "";
        }
        return " (" + (end < 0 ? body : body.substring(0, end).strip() + "...") + ")";
    }

    static String shortened(String line) {
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 3) + "...";
    }
}
