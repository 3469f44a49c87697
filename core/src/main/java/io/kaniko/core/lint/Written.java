package io.kaniko.core.lint;

import io.kaniko.core.dockerfile.Instruction;
import java.util.List;

/** What the author typed, where the parsed instruction no longer shows it. */
final class Written {

    private Written() {}

    /** The instruction's name with its capitals. */
    static String keyword(Instruction instruction) {
        return words(instruction).getFirst();
    }

    static List<String> words(Instruction instruction) {
        return List.of(instruction.original().strip().split("\\s+"));
    }
}
