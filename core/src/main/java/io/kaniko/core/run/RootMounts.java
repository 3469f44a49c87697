package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.LinuxMounts;
import io.kaniko.core.nativeio.MountOption;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * Mounts what a process sees beside its stage. The calling thread must have a mount namespace of its own, in which
 * everything is private; nobody else sees these mounts, and they vanish with the thread and the process.
 */
final class RootMounts {

    private static final int PUBLIC_FILE = 0644;

    private final StageRoot root;
    private final MountPoints points;
    private final MountedFiles files;
    private final List<String> warnings = new ArrayList<>();

    RootMounts(StageRoot root, MountPoints points, MountedFiles files) {
        this.root = root;
        this.points = points;
        this.files = files;
    }

    /** What could not be had, as sentences. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Mounts what every process has. Without {@code ownProc} the builder's {@code /proc} is shown. */
    void mountBasics(boolean ownProc, SecurityMode security, NetworkFiles networkFiles) throws IOException {
        // The root must be a mount point to become the process's root.
        LinuxMounts.bind(root.directory(), root.directory());
        String proc = points.kernelDirectory("proc");
        if (!ownProc) {
            LinuxMounts.bindTree("/proc", proc);
        }
        new SystemDirectory(points.kernelDirectory("sys"), security, warnings).mount();
        DeviceDirectory devices = new DeviceDirectory(points.kernelDirectory("dev"), warnings);
        devices.mount();
        if (security == SecurityMode.INSECURE) {
            devices.addMachineDevices();
        }
        files.show(networkFiles.resolvConf(), PUBLIC_FILE, 0, 0, points.file("/etc/resolv.conf"));
        files.show(networkFiles.hosts(), PUBLIC_FILE, 0, 0, points.file("/etc/hosts"));
    }

    void mount(RunMount mount) throws IOException {
        switch (mount) {
            case RunMount.Bind bind -> bind(bind);
            case RunMount.Tmpfs tmpfs -> mountMemory(tmpfs);
            case RunMount.Secret secret ->
                files.show(secret.content(), secret.mode(), secret.uid(), secret.gid(), points.file(secret.target()));
            case RunMount.Socket socket -> LinuxMounts.bind(socket.hostPath(), points.file(socket.target()));
        }
    }

    private void bind(RunMount.Bind bind) throws IOException {
        // The last dot makes a link to a directory count as one.
        boolean directory = LinuxFiles.find(bind.hostPath() + "/.").isPresent();
        if (!directory && LinuxFiles.find(bind.hostPath()).isEmpty()) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "Cannot mount at " + bind.target() + ": " + bind.hostPath() + " is missing.");
        }
        String target = directory ? points.directory(bind.target()) : points.file(bind.target());
        LinuxMounts.bindTree(bind.hostPath(), target);
        if (bind.readOnly()) {
            LinuxMounts.restrict(target, EnumSet.of(MountOption.READ_ONLY));
        }
    }

    private void mountMemory(RunMount.Tmpfs tmpfs) throws IOException {
        String options = "mode=" + Integer.toOctalString(tmpfs.mode());
        if (tmpfs.sizeBytes().isPresent()) {
            options += ",size=" + tmpfs.sizeBytes().getAsLong();
        }
        LinuxMounts.mount(
                "tmpfs",
                points.directory(tmpfs.target()),
                EnumSet.of(MountOption.NO_SETUID, MountOption.NO_DEVICES),
                options);
    }
}
