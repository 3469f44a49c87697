package io.kaniko.core.dockerfile;

import io.kaniko.spi.BuildException;

/** Something is wrong with an instruction; the parser adds where. */
final class InstructionProblem extends BuildException {

    private static final long serialVersionUID = 1L;

    InstructionProblem(String problem, String remedy) {
        super(Kind.USER, problem, remedy);
    }
}
