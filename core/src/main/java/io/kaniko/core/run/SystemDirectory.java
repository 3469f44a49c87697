package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.LinuxMounts;
import io.kaniko.core.nativeio.MountOption;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The {@code /sys} of a run, with the builder's control groups. In a sandbox it is read-only, without what containers hide
 * in it (the list of containerd's default specification).
 */
final class SystemDirectory {

    private static final List<String> HIDDEN = List.of("firmware", "devices/virtual/powercap");

    private static final Set<MountOption> SANDBOXED = EnumSet.allOf(MountOption.class);
    private static final Set<MountOption> WRITABLE =
            EnumSet.of(MountOption.NO_SETUID, MountOption.NO_DEVICES, MountOption.NO_EXECUTION);

    private final String directory;
    private final SecurityMode security;
    private final List<String> warnings;

    /**
     * @param directory what becomes {@code /sys}
     * @param warnings takes what could not be had
     */
    SystemDirectory(String directory, SecurityMode security, List<String> warnings) {
        this.directory = directory;
        this.security = security;
        this.warnings = warnings;
    }

    void mount() throws IOException {
        switch (security) {
            case SANDBOX -> {
                mount(SANDBOXED);
                hide();
            }
            case INSECURE -> mount(WRITABLE);
        }
    }

    private void mount(Set<MountOption> options) throws IOException {
        try {
            LinuxMounts.mount("sysfs", directory, options, "");
        } catch (FileSystemException refused) {
            warnings.add("RUN sees the builder's own /sys, because a new one was refused: " + refused.getReason());
            LinuxMounts.bindTree("/sys", directory);
            LinuxMounts.restrict(directory, options);
            return;
        }
        String groups = "/fs/cgroup";
        if (LinuxFiles.find("/sys" + groups).isPresent()
                && LinuxFiles.find(directory + groups).isPresent()) {
            LinuxMounts.bindTree("/sys" + groups, directory + groups);
            LinuxMounts.restrict(directory + groups, options);
        }
    }

    private void hide() throws IOException {
        for (String name : HIDDEN) {
            if (LinuxFiles.find(directory + "/" + name).isPresent()) {
                LinuxMounts.mount("tmpfs", directory + "/" + name, Set.of(MountOption.READ_ONLY), "size=0k");
            }
        }
    }
}
