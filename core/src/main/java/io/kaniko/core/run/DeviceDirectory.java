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

    /** What BuildKit gives to insecure steps: {@code buildkit/util/entitlements/security}. */
    private record MachineDevice(String name, int major, int minor, int mode) {}

    private record Link(String name, String target) {}

    private static final List<Device> DEVICES = List.of(
            new Device("null", 1, 3),
            new Device("zero", 1, 5),
            new Device("full", 1, 7),
            new Device("random", 1, 8),
            new Device("urandom", 1, 9),
            new Device("tty", 5, 0));

    private static final int LOOP_DEVICES = 7;
    private static final int LOOP_COUNT = 16;

    private static final List<MachineDevice> MACHINE_DEVICES = List.of(
            new MachineDevice("kmsg", 1, 11, 0644),
            new MachineDevice("cuse", 10, 203, 0666),
            new MachineDevice("fuse", 10, 229, 0666),
            new MachineDevice("kvm", 10, 232, 0666),
            new MachineDevice("net/tun", 10, 200, 0666),
            new MachineDevice("loop-control", 10, 237, 0644));

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
        mountTerminals();
        LinuxFiles.makeDirectory(directory + "/shm", 0755);
        mountSpecial("tmpfs", "shm", NO_PROGRAMS, "mode=1777,size=65536k");
        LinuxFiles.makeDirectory(directory + "/mqueue", 0755);
        mountSpecial("mqueue", "mqueue", NO_PROGRAMS, "");
    }

    /** A user namespace with one user has no group tty; terminals belong to root's then. */
    private void mountTerminals() throws IOException {
        Set<MountOption> restrictions = EnumSet.of(MountOption.NO_SETUID, MountOption.NO_EXECUTION);
        String options = "newinstance,ptmxmode=0666,mode=0620";
        String path = directory + "/pts";
        LinuxFiles.makeDirectory(path, 0755);
        try {
            LinuxMounts.mount("devpts", path, restrictions, options + ",gid=5");
        } catch (FileSystemException noSuchGroup) {
            mountSpecial("devpts", "pts", restrictions, options);
        }
    }

    /** Makes the devices in a directory that nothing can be mounted on, and no links, which lead to /proc. */
    void makeNodes() throws IOException {
        for (Device device : DEVICES) {
            makeNode(device);
        }
        LinuxFiles.makeDirectory(directory + "/shm", 01777);
    }

    /** Adds what an insecure step may use: to mount images, make virtual machines and networks. */
    void addMachineDevices() {
        try {
            makeMachineDevices();
        } catch (IOException e) {
            warnings.add("An insecure RUN lacks devices of the machine: " + e.getMessage());
        }
    }

    private void makeMachineDevices() throws IOException {
        LinuxFiles.makeDirectory(directory + "/net", 0755);
        for (MachineDevice device : MACHINE_DEVICES) {
            LinuxFiles.makeNode(
                    directory + "/" + device.name(),
                    FileType.CHARACTER_DEVICE.modeBits() | device.mode(),
                    DeviceNumber.of(device.major(), device.minor()));
        }
        for (int loop = 0; loop < LOOP_COUNT; loop++) {
            LinuxFiles.makeNode(
                    directory + "/loop" + loop,
                    FileType.BLOCK_DEVICE.modeBits() | 0660,
                    DeviceNumber.of(LOOP_DEVICES, loop));
        }
    }

    private void makeNode(Device device) throws IOException {
        LinuxFiles.makeNode(
                directory + "/" + device.name(),
                FileType.CHARACTER_DEVICE.modeBits() | 0666,
                DeviceNumber.of(device.major(), device.minor()));
    }

    private void make(Device device) throws IOException {
        try {
            makeNode(device);
        } catch (IOException notAllowed) {
            // Without CAP_MKNOD, or where the container's device rules are strict, the host's own node does as well.
            String path = directory + "/" + device.name();
            LinuxFiles.create(path, 0666).close();
            LinuxMounts.bind("/dev/" + device.name(), path);
        }
    }

    private void mountSpecial(String type, String name, Set<MountOption> restrictions, String options)
            throws IOException {
        String path = directory + "/" + name;
        try {
            LinuxMounts.mount(type, path, restrictions, options);
        } catch (FileSystemException e) {
            warnings.add("RUN has no /dev/" + name + ": " + e.getReason());
        }
    }
}
