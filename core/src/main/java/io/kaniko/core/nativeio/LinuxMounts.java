package io.kaniko.core.nativeio;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Mounts in the calling thread's mount namespace, which should be its own: {@link LinuxNamespaces}. Links in sources
 * and targets are followed by the kernel, so both must be resolved before.
 */
public final class LinuxMounts {

    private static final long MS_REMOUNT = 32;
    private static final long MS_BIND = 4096;
    private static final long MS_REC = 16384;
    private static final long MS_PRIVATE = 1 << 18;
    private static final long MNT_DETACH = 2;
    private static final long UMOUNT_NOFOLLOW = 8;
    private static final int AT_RECURSIVE = 0x8000;
    private static final int MOUNT_ATTR_SIZE = 32;

    private LinuxMounts() {}

    /**
     * Mounts a file system.
     *
     * @param options in the words of the file system: {@code mode=755,size=64k}
     */
    public static void mount(String type, String target, Set<MountOption> restrictions, String options)
            throws IOException {
        try (NativePath path = new NativePath(target)) {
            long name = ascii(path, type);
            long data = options.isEmpty() ? 0 : ascii(path, options);
            mount(path, target, "mount " + type, name, name, MountOption.flags(restrictions), data);
        }
    }

    /** Puts a file or directory over another one, without what is mounted below it. */
    public static void bind(String source, String target) throws IOException {
        bind(source, target, MS_BIND);
    }

    /** Puts a file or directory over another one, with everything that is mounted below it. */
    public static void bindTree(String source, String target) throws IOException {
        bind(source, target, MS_BIND | MS_REC);
    }

    private static void bind(String source, String target, long flags) throws IOException {
        try (NativePath path = new NativePath(target);
                NativePath from = new NativePath(source)) {
            mount(path, target, "bind " + source, from.nameWithoutDirectory(), 0, flags, 0);
        }
    }

    /** Takes a mount away. One that is still used goes when it no longer is, and cannot be reached meanwhile. */
    public static void unmount(String target) throws IOException {
        try (NativePath path = new NativePath(target)) {
            long name = path.nameWithoutDirectory();
            long answer = path.call(SystemCall.UMOUNT2, name, UMOUNT_NOFOLLOW, 0, 0, 0);
            if (answer == -Errno.EBUSY) {
                answer = path.call(SystemCall.UMOUNT2, name, UMOUNT_NOFOLLOW | MNT_DETACH, 0, 0, 0);
            }
            path.check(SystemCall.UMOUNT2, answer);
        }
    }

    /** Cuts everything mounted at and below a mount point off from other namespaces. */
    public static void makePrivate(String target) throws IOException {
        try (NativePath path = new NativePath(target)) {
            mount(path, target, "make private", 0, 0, MS_REC | MS_PRIVATE, 0);
        }
    }

    /** Adds restrictions to a mount and to all that lie below it. */
    public static void restrict(String target, Set<MountOption> restrictions) throws IOException {
        try (NativePath path = new NativePath(target)) {
            MemorySegment attributes = path.allocate(MOUNT_ATTR_SIZE);
            attributes.fill((byte) 0);
            attributes.set(ValueLayout.JAVA_LONG, 0, MountOption.flags(restrictions));
            long answer = Kernel.call(
                    path.state(),
                    SystemCall.MOUNT_SETATTR,
                    path.directory(),
                    path.name(),
                    AT_RECURSIVE,
                    attributes.address(),
                    MOUNT_ATTR_SIZE);
            if (answer == -Errno.ENOSYS || answer == -Errno.EPERM) {
                // Before Linux 5.12 there is no call for a whole tree, and older seccomp filters refuse it. What is
                // mounted
                // below then keeps what it had.
                long flags = MS_REMOUNT | MS_BIND | MountOption.flags(restrictions);
                mount(path, target, "restrict", 0, 0, flags, 0);
            } else {
                path.check(SystemCall.MOUNT_SETATTR, answer);
            }
        }
    }

    private static void mount(
            NativePath target, String subject, String what, long source, long type, long flags, long data)
            throws IOException {
        long answer = target.call(SystemCall.MOUNT, source, target.nameWithoutDirectory(), type, flags, data);
        if (answer < 0) {
            throw LinuxException.of(what, subject, (int) -answer);
        }
    }

    private static long ascii(NativePath path, String text) {
        return path.allocate(text.getBytes(StandardCharsets.US_ASCII)).address();
    }
}
