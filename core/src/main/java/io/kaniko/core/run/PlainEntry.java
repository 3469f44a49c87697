package io.kaniko.core.run;

import io.kaniko.core.nativeio.Capability;
import io.kaniko.core.nativeio.ChildProgram;
import io.kaniko.core.nativeio.Namespace;
import io.kaniko.core.nativeio.ProcessMark;
import java.util.Set;

/**
 * A process without namespaces, in the builder's {@code /}, where the stage's files have been brought, or in a root of its
 * own.
 *
 * @param changeRoot whether the command's root must be entered
 */
record PlainEntry(StartAbilities abilities, ProcessMark mark, boolean changeRoot) implements RootEntry {

    @Override
    public String description() {
        return changeRoot ? "in a root of its own" : "at /";
    }

    @Override
    public Set<Namespace> namespaces() {
        return Set.of();
    }

    @Override
    public Set<Capability> capabilities() {
        return abilities.capabilities();
    }

    @Override
    public boolean closeRange() {
        return abilities.closeRange();
    }

    @Override
    public void prepare(ChildProgram child, RunCommand command) {
        child.mark(mark);
    }

    @Override
    public void enter(ChildProgram child, RunCommand command) {
        if (changeRoot) {
            child.changeRoot(command.root().directory());
        }
    }
}
