package io.kaniko.core.run;

import io.kaniko.core.nativeio.Capability;
import io.kaniko.core.nativeio.ChildFailedException;
import io.kaniko.core.nativeio.ChildProgram;
import io.kaniko.core.nativeio.LinuxMounts;
import io.kaniko.core.nativeio.LinuxNamespaces;
import io.kaniko.core.nativeio.LinuxProcess;
import io.kaniko.core.nativeio.MountOption;
import io.kaniko.core.nativeio.Namespace;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What this machine lets a run in namespaces do. Found out by trying, since capabilities, seccomp filters and security
 * modules all have a say.
 *
 * @param ownProc whether a process can mount the {@code /proc} of its own process namespace
 * @param pivotRoot whether the root can be exchanged; not where it is the kernel's first one, an initramfs
 * @param closeRange whether the kernel can close many descriptors at once, since 5.9
 * @param capabilities what uid 0 of a run has
 */
record NamespaceAbilities(boolean ownProc, boolean pivotRoot, boolean closeRange, Set<Capability> capabilities) {

    /** Without these nothing goes: mounting, becoming a user, giving capabilities up. */
    static final Set<Capability> REQUIRED =
            EnumSet.of(Capability.SYS_ADMIN, Capability.SETUID, Capability.SETGID, Capability.SETPCAP);

    /** The set that Docker and containerd give to a container: a80425fb. */
    static final Set<Capability> DEFAULT_SET = EnumSet.of(
            Capability.CHOWN,
            Capability.DAC_OVERRIDE,
            Capability.FOWNER,
            Capability.FSETID,
            Capability.KILL,
            Capability.SETGID,
            Capability.SETUID,
            Capability.SETPCAP,
            Capability.NET_BIND_SERVICE,
            Capability.NET_RAW,
            Capability.SYS_CHROOT,
            Capability.MKNOD,
            Capability.AUDIT_WRITE,
            Capability.SETFCAP);

    /** What a run takes for itself before its process starts; the process then gets a process namespace as well. */
    static final Set<Namespace> OF_THREAD = EnumSet.of(Namespace.MOUNT, Namespace.IPC, Namespace.UTS);

    /**
     * A mount namespace once more, so that exchanging the root leaves the thread's where it is: Java code must go on
     * there.
     */
    static final Set<Namespace> OF_PROCESS = EnumSet.of(Namespace.PROCESS, Namespace.MOUNT);

    /**
     * Tries. Changes the calling thread, which must be a platform thread made for this.
     *
     * @param emptyDirectory something to mount on
     * @throws IOException when runs in namespaces are not possible at all, with the reason
     */
    static NamespaceAbilities probe(String emptyDirectory) throws IOException {
        Set<Capability> capabilities = EnumSet.copyOf(DEFAULT_SET);
        capabilities.retainAll(Capability.permitted());
        LinuxNamespaces.enter(OF_THREAD);
        LinuxMounts.makePrivate("/");
        LinuxMounts.mount("tmpfs", emptyDirectory, EnumSet.noneOf(MountOption.class), "");
        NamespaceAbilities abilities = new NamespaceAbilities(true, true, true, capabilities);
        while (true) {
            try {
                abilities.start(emptyDirectory);
                return abilities;
            } catch (ChildFailedException e) {
                abilities = abilities.without(e);
            }
        }
    }

    private NamespaceAbilities without(ChildFailedException failure) throws IOException {
        return switch (failure.step()) {
            case PROC -> new NamespaceAbilities(false, pivotRoot, closeRange, capabilities);
            case ROOT -> {
                if (!pivotRoot) {
                    throw failure;
                }
                yield new NamespaceAbilities(ownProc, false, closeRange, capabilities);
            }
            case CLOSE -> new NamespaceAbilities(ownProc, pivotRoot, false, capabilities);
            case SETUP, USER, WORKING_DIRECTORY, EXECUTE -> throw failure;
        };
    }

    private void start(String emptyDirectory) throws IOException {
        try (ChildProgram program = new ChildProgram()) {
            program.blockSignals().newSession();
            if (ownProc) {
                program.mountProc("/proc");
            }
            program.closeOthers(closeRange);
            addRoot(program, emptyDirectory);
            program.user(0, 0, List.of(), capabilities).dieWithThread().exit();
            int code = LinuxProcess.reap(program.start(OF_PROCESS));
            if (code != 0) {
                throw new IOException("a process in namespaces of its own ended with " + code);
            }
        }
    }

    void addRoot(ChildProgram program, String directory) {
        if (pivotRoot) {
            program.pivotRoot(directory);
        } else {
            program.moveRoot(directory);
        }
    }
}
