package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.LinuxMounts;
import io.kaniko.core.nativeio.MountOption;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files made for one run. They lie in memory, in a mount that only the run's thread and process have, so a secret never
 * reaches a disk and nothing needs to be deleted.
 */
final class MountedFiles {

    private static final Set<MountOption> RESTRICTIONS =
            EnumSet.of(MountOption.READ_ONLY, MountOption.NO_SETUID, MountOption.NO_DEVICES);

    private final String directory;
    private int count;

    /** @param directory an existing directory of the host; it is only mounted on */
    MountedFiles(String directory) throws IOException {
        this.directory = directory;
        LinuxMounts.mount("tmpfs", directory, EnumSet.of(MountOption.NO_SETUID, MountOption.NO_DEVICES), "mode=700");
    }

    /** Shows a new read-only file at a mount point. */
    void show(byte[] content, int mode, int uid, int gid, String mountPoint) throws IOException {
        String path = directory + "/" + count++;
        try (OutputStream out = LinuxFiles.create(path, 0600)) {
            out.write(content);
        }
        LinuxFiles.setOwner(path, uid, gid);
        LinuxFiles.setPermissions(path, mode);
        LinuxMounts.bind(path, mountPoint);
        Set<MountOption> restrictions = EnumSet.copyOf(RESTRICTIONS);
        if ((mode & 0111) == 0) {
            restrictions.add(MountOption.NO_EXECUTION);
        }
        LinuxMounts.restrict(mountPoint, restrictions);
    }
}
