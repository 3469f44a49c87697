package io.kaniko.core.nativeio;

import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The memory that {@code statx(2)} fills. */
final class Statx {

    static final int SIZE = 256;

    private static final int BASIC_STATS = 0x7FF;
    private static final int MOUNT_ID = 0x1000;
    private static final long MOUNT_ROOT = 0x2000;

    private Statx() {}

    /** Asks for a file's facts; {@code flags} beside those that every question has. Returns 0 or a negative errno. */
    static long read(MemorySegment state, int directory, long name, int flags, MemorySegment into) {
        return Kernel.call(
                state,
                SystemCall.STATX,
                directory,
                name,
                flags | Kernel.AT_SYMLINK_NOFOLLOW | Kernel.AT_NO_AUTOMOUNT,
                BASIC_STATS | MOUNT_ID,
                into.address());
    }

    static FileStat value(MemorySegment filled) {
        return new FileStat(
                device(filled),
                filled.get(ValueLayout.JAVA_LONG, 32),
                mode(filled),
                filled.get(ValueLayout.JAVA_INT, 16),
                filled.get(ValueLayout.JAVA_INT, 20),
                filled.get(ValueLayout.JAVA_INT, 24),
                DeviceNumber.of(unsigned(filled, 128), unsigned(filled, 132)),
                filled.get(ValueLayout.JAVA_LONG, 40),
                filled.get(ValueLayout.JAVA_LONG, 112),
                filled.get(ValueLayout.JAVA_INT, 120),
                filled.get(ValueLayout.JAVA_LONG, 96),
                filled.get(ValueLayout.JAVA_INT, 104));
    }

    static int mode(MemorySegment filled) {
        return filled.get(ValueLayout.JAVA_SHORT, 28) & 0xFFFF;
    }

    static long size(MemorySegment filled) {
        return filled.get(ValueLayout.JAVA_LONG, 40);
    }

    /** The mount that a directory lies on: its id where the kernel knows it (5.8), else the device. */
    static long mount(MemorySegment filled) {
        return knowsMount(filled) ? filled.get(ValueLayout.JAVA_LONG, 144) : device(filled);
    }

    /**
     * Whether a file lies on the same mount as the directory that {@link #mount} was asked about. Where the kernel does
     * not know mounts, only directories can tell, by their device: files of an overlay file system have the devices of
     * its layers. Bind mounts within one file system are missed there.
     */
    static boolean isOnMount(MemorySegment filled, long mount) {
        return knowsMount(filled)
                ? filled.get(ValueLayout.JAVA_LONG, 144) == mount
                : FileType.ofMode(mode(filled)) != FileType.DIRECTORY || device(filled) == mount;
    }

    private static boolean knowsMount(MemorySegment filled) {
        return (filled.get(ValueLayout.JAVA_INT, 0) & MOUNT_ID) != 0;
    }

    private static long device(MemorySegment filled) {
        return DeviceNumber.of(unsigned(filled, 136), unsigned(filled, 140));
    }

    /** Whether something is mounted right here; kernels before 5.8 do not tell. */
    static boolean isMountRoot(MemorySegment filled) {
        return (filled.get(ValueLayout.JAVA_LONG, 8) & MOUNT_ROOT) != 0;
    }

    private static long unsigned(MemorySegment filled, long offset) {
        return filled.get(ValueLayout.JAVA_INT, offset) & 0xFFFF_FFFFL;
    }
}
