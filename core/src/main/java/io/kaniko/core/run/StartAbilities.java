package io.kaniko.core.run;

import io.kaniko.core.nativeio.Capability;
import io.kaniko.core.nativeio.ChildFailedException;
import io.kaniko.core.nativeio.ChildProgram;
import io.kaniko.core.nativeio.LinuxProcess;
import io.kaniko.core.nativeio.ProcessMark;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * What this machine lets a run without namespaces do, found out by trying.
 *
 * @param closeRange whether many descriptors can be closed at once
 * @param capabilities what uid 0 of a run has
 */
record StartAbilities(boolean closeRange, Set<Capability> capabilities) {

    /**
     * Tries.
     *
     * @param withheld capabilities that a run is not given
     * @param root a directory to make the root, or none
     * @throws IOException when it is not possible, with the reason
     */
    static StartAbilities probe(Set<Capability> withheld, Optional<String> root) throws IOException {
        Set<Capability> capabilities = EnumSet.copyOf(NamespaceAbilities.DEFAULT_SET);
        capabilities.retainAll(Capability.permitted());
        capabilities.removeAll(withheld);
        StartAbilities abilities = new StartAbilities(true, capabilities);
        try {
            abilities.start(root);
            return abilities;
        } catch (ChildFailedException e) {
            if (e.step() != ChildProgram.Step.CLOSE) {
                throw e;
            }
        }
        StartAbilities fewer = new StartAbilities(false, capabilities);
        fewer.start(root);
        return fewer;
    }

    private void start(Optional<String> root) throws IOException {
        try (ChildProgram program = new ChildProgram()) {
            program.blockSignals().newSession().closeOthers(closeRange);
            root.ifPresent(program::changeRoot);
            program.mark(ProcessMark.next(new Random()))
                    .user(0, 0, List.of(), capabilities)
                    .dieWithThread()
                    .exit();
            int code = LinuxProcess.reap(program.start(Set.of()));
            if (code != 0) {
                throw new IOException("a process that was started for a trial ended with " + code);
            }
        }
    }
}
