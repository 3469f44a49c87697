package io.kaniko.core.plan;

import io.kaniko.core.dockerfile.Instruction;

/** An instruction as logs and plans show it: on one line, not longer than a person reads. */
public final class StepText {

    private static final int LONGEST = 160;

    private StepText() {}

    public static String of(Instruction instruction) {
        return shortened(oneLine(instruction));
    }

    static String oneLine(Instruction instruction) {
        return instruction.original().strip().replaceAll("\\s*\\R\\s*", " ");
    }

    static String shortened(String line) {
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 3) + "...";
    }
}
