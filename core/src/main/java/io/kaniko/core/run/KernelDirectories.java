package io.kaniko.core.run;

import io.kaniko.core.nativeio.ChildProgram;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.LinuxMounts;
import io.kaniko.core.nativeio.MountOption;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code /proc} and {@code /sys} of a run: what containers hide and protect in them, so that uid 0 in a RUN cannot
 * tune or read the machine (the lists of containerd's and runc's default specification).
 */
final class KernelDirectories {

    private static final List<String> HIDDEN_IN_PROC = List.of(
            "acpi",
            "asound",
            "interrupts",
            "kcore",
            "keys",
            "latency_stats",
            "sched_debug",
            "scsi",
            "timer_list",
            "timer_stats");

    private static final List<String> READ_ONLY_IN_PROC = List.of("bus", "fs", "irq", "sys", "sysrq-trigger");

    private static final List<String> HIDDEN_IN_SYS = List.of("firmware", "devices/virtual/powercap");

    private static final Set<MountOption> ALL = EnumSet.allOf(MountOption.class);

    private KernelDirectories() {}

    /**
     * Appends the mounting of {@code /proc} to what a new process does.
     *
     * @param proc the mount point
     * @param device a {@code null} device, to cover files with
     * @param own whether the process may mount one of its own; else the builder's has been put there
     */
    static void addProc(ChildProgram program, String proc, String device, boolean own) throws IOException {
        if (own) {
            program.mountProc(proc);
        }
        for (String name : HIDDEN_IN_PROC) {
            // The kernel is the same, so what it has can be seen in the builder's /proc.
            Optional<FileStat> stat = LinuxFiles.find("/proc/" + name);
            if (stat.isPresent() && stat.get().isDirectory()) {
                program.hideDirectory(proc + "/" + name);
            } else if (stat.isPresent()) {
                program.bind(device, proc + "/" + name);
            }
        }
        for (String name : READ_ONLY_IN_PROC) {
            if (LinuxFiles.find("/proc/" + name).isPresent()) {
                program.bind(proc + "/" + name, proc + "/" + name);
                program.restrict(proc + "/" + name);
            }
        }
    }

    /** Mounts {@code /sys} read-only, with the builder's control groups. */
    static void mountSys(String sys, List<String> warnings) throws IOException {
        try {
            LinuxMounts.mount("sysfs", sys, ALL, "");
        } catch (FileSystemException refused) {
            warnings.add("RUN sees the builder's own /sys, because a new one was refused: " + refused.getReason());
            LinuxMounts.bindTree("/sys", sys);
            LinuxMounts.restrict(sys, ALL);
            hideInSys(sys);
            return;
        }
        String groups = "/fs/cgroup";
        if (LinuxFiles.find("/sys" + groups).isPresent()
                && LinuxFiles.find(sys + groups).isPresent()) {
            LinuxMounts.bindTree("/sys" + groups, sys + groups);
            LinuxMounts.restrict(sys + groups, ALL);
        }
        hideInSys(sys);
    }

    private static void hideInSys(String sys) throws IOException {
        for (String name : HIDDEN_IN_SYS) {
            if (LinuxFiles.find(sys + "/" + name).isPresent()) {
                LinuxMounts.mount("tmpfs", sys + "/" + name, Set.of(MountOption.READ_ONLY), "size=0k");
            }
        }
    }
}
