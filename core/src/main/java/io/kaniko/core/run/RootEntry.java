package io.kaniko.core.run;

import io.kaniko.core.nativeio.Capability;
import io.kaniko.core.nativeio.ChildProgram;
import io.kaniko.core.nativeio.Namespace;
import java.io.IOException;
import java.util.Set;

/** How a new process comes to see its stage root as {@code /}: what an isolation adds to the start of a program. */
interface RootEntry {

    /** For messages: "in namespaces of its own". */
    String description();

    /** What the process gets of its own when it is made. */
    Set<Namespace> namespaces();

    /** What uid 0 in a sandbox has. */
    Set<Capability> capabilities();

    /** Whether the kernel can close many descriptors at once. */
    boolean closeRange();

    /** What is done as long as the builder's files can be seen. */
    void prepare(ChildProgram child, RunCommand command) throws IOException;

    /** Takes the root. */
    void enter(ChildProgram child, RunCommand command) throws IOException;
}
