package io.kaniko.core.run;

import io.kaniko.core.nativeio.DeviceNumber;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.LinuxMounts;
import io.kaniko.core.nativeio.MountOption;
import io.kaniko.spi.FileType;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Makes the {@code /dev} of a run: in memory, with the devices that every container has and none of the machine's. */
final class DeviceDirectory {

    private static final Set<MountOption> NO_PROGRAMS =
            EnumSet.of(MountOption.NO_SETUID, MountOption.NO_DEVICES, MountOption.NO_EXECUTION);

    /** A character device with the permissions 0666. */
    private record Device(String name, int major, int minor) {}

    private record Link(String name, String target) {}

    private static final List<Device> DEVICES = List.of(
            new Device("null", 1, 3),
            new Device("zero", 1, 5),
            new Device("full", 1, 7),
            new Device("random", 1, 8),
            new Device("urandom", 1, 9),
            new Device("tty", 5, 0));

    private static final List<Link> LINKS = List.of(
            new Link("fd", "/proc/self/fd"),
            new Link("stdin", "/proc/self/fd/0"),
            new Link("stdout", "/proc/self/fd/1"),
            new Link("stderr", "/proc/self/fd/2"),
            new Link("ptmx", "pts/ptmx"));

    private final String directory;
    private final List<String> warnings;

    /**
     * @param directory what becomes {@code /dev}
     * @param warnings takes what could not be had
     */
    DeviceDirectory(String directory, List<String> warnings) {
        this.directory = directory;
        this.warnings = warnings;
    }

    void mount() throws IOException {
        LinuxMounts.mount("tmpfs", directory, EnumSet.of(MountOption.NO_SETUID), "mode=755,size=65536k");
        for (Device device : DEVICES) {
            make(device);
        }
        for (Link link : LINKS) {
            LinuxFiles.makeLink(link.target(), directory + "/" + link.name());
        }
        mountSpecial(
                "devpts",
                "pts",
                EnumSet.of(MountOption.NO_SETUID, MountOption.NO_EXECUTION),
                "newinstance,ptmxmode=0666,mode=0620,gid=5");
        mountSpecial("tmpfs", "shm", NO_PROGRAMS, "mode=1777,size=65536k");
        mountSpecial("mqueue", "mqueue", NO_PROGRAMS, "");
    }

    private void make(Device device) throws IOException {
        String path = directory + "/" + device.name();
        int mode = FileType.CHARACTER_DEVICE.modeBits() | 0666;
        try {
            LinuxFiles.makeNode(path, mode, DeviceNumber.of(device.major(), device.minor()));
        } catch (IOException notAllowed) {
            // Without CAP_MKNOD, or where the container's device rules are strict, the host's own node does as well.
            LinuxFiles.create(path, 0666).close();
            LinuxMounts.bind("/dev/" + device.name(), path);
        }
    }

    private void mountSpecial(String type, String name, Set<MountOption> restrictions, String options)
            throws IOException {
        String path = directory + "/" + name;
        LinuxFiles.makeDirectory(path, 0755);
        try {
            LinuxMounts.mount(type, path, restrictions, options);
        } catch (FileSystemException e) {
            warnings.add("RUN has no /dev/" + name + ": " + e.getReason());
        }
    }
}
