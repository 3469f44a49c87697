package io.kaniko.core.dockerfile;

import java.util.List;

/** A stage: its FROM and what follows up to the next one. */
public record Stage(From from, List<Instruction> instructions) {

    public Stage {
        instructions = List.copyOf(instructions);
    }
}
