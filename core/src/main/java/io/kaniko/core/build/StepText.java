package io.kaniko.core.build;

import io.kaniko.core.dockerfile.Instruction;

/** An instruction as logs show it: on one line, not longer than a person reads. */
final class StepText {

    private static final int LONGEST = 160;

    private StepText() {}

    static String of(Instruction instruction) {
        String line = instruction.original().strip().replaceAll("\\s*\\R\\s*", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 3) + "...";
    }
}
