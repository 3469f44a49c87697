package io.kaniko.core.run;

import io.kaniko.core.nativeio.ChildProgram;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The {@code /proc} of a run: what containers hide and protect in it, so that uid 0 in a RUN cannot tune or read the
 * machine (the lists of containerd's and runc's default specification).
 */
final class ProcessDirectory {

    private static final List<String> HIDDEN = List.of(
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

    private static final List<String> READ_ONLY = List.of("bus", "fs", "irq", "sys", "sysrq-trigger");

    private ProcessDirectory() {}

    /**
     * Appends the mounting of {@code /proc} to what a new process does.
     *
     * @param proc the mount point
     * @param own whether the process may mount one of its own; else the builder's has been put there
     */
    static void addMount(ChildProgram program, String proc, boolean own) {
        if (own) {
            program.mountProc(proc);
        }
    }

    /**
     * Appends the hiding and protecting of what lies in it.
     *
     * @param proc where it is mounted
     * @param device a {@code null} device, to cover files with
     */
    static void addProtection(ChildProgram program, String proc, String device) throws IOException {
        for (String name : HIDDEN) {
            // The kernel is the same, so what it has can be seen in the builder's /proc.
            Optional<FileStat> stat = LinuxFiles.find("/proc/" + name);
            if (stat.isPresent() && stat.get().isDirectory()) {
                program.hideDirectory(proc + "/" + name);
            } else if (stat.isPresent()) {
                program.bind(device, proc + "/" + name);
            }
        }
        for (String name : READ_ONLY) {
            if (LinuxFiles.find("/proc/" + name).isPresent()) {
                program.bind(proc + "/" + name, proc + "/" + name);
                program.restrict(proc + "/" + name);
            }
        }
    }
}
