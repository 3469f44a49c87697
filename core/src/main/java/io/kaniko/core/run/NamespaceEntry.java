package io.kaniko.core.run;

import io.kaniko.core.nativeio.Capability;
import io.kaniko.core.nativeio.ChildProgram;
import io.kaniko.core.nativeio.Namespace;
import java.io.IOException;
import java.util.Set;

/** A process with a {@code /proc} of its own, whose root is a mount that nobody else has. */
record NamespaceEntry(NamespaceAbilities abilities) implements RootEntry {

    @Override
    public String description() {
        return "in namespaces of its own";
    }

    @Override
    public Set<Namespace> namespaces() {
        return NamespaceAbilities.OF_PROCESS;
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
    public void prepare(ChildProgram child, RunCommand command) throws IOException {
        String proc = command.root().hostPath("proc");
        ProcessDirectory.addMount(child, proc, abilities.ownProc());
        if (command.security() == SecurityMode.SANDBOX) {
            ProcessDirectory.addProtection(child, proc, command.root().hostPath("dev/null"));
        }
    }

    @Override
    public void enter(ChildProgram child, RunCommand command) {
        abilities.addRoot(child, command.root().directory());
    }
}
