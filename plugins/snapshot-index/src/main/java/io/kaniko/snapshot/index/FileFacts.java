package io.kaniko.snapshot.index;

import io.kaniko.spi.FileStat;

/** Compares what {@code stat} tells of a path at two moments. */
public final class FileFacts {

    static final long SECOND_NANOS = 1_000_000_000L;

    private FileFacts() {}

    /** Whether type, permissions and owner are the same. */
    public static boolean sameOwnerAndMode(FileStat before, FileStat now) {
        return before.mode() == now.mode() && before.uid() == now.uid() && before.gid() == now.gid();
    }

    /** Whether size (of a device: its number) and modification time are the same. */
    public static boolean sameSizeAndTime(FileStat before, FileStat now) {
        return sizeOrDevice(before) == sizeOrDevice(now) && sameTime(before, now);
    }

    /** Whether it is of the same type and has the same modification time. */
    public static boolean sameTypeAndTime(FileStat before, FileStat now) {
        return before.type() == now.type() && sameTime(before, now);
    }

    private static boolean sameTime(FileStat before, FileStat now) {
        return modifiedNanos(before) == modifiedNanos(now);
    }

    /** Wraps around for absurd years; it is only compared for equality. */
    static long modifiedNanos(FileStat stat) {
        return stat.modifiedSeconds() * SECOND_NANOS + stat.modifiedNanos();
    }

    static long sizeOrDevice(FileStat stat) {
        return switch (stat.type()) {
            case CHARACTER_DEVICE, BLOCK_DEVICE -> stat.deviceNumber();
            case REGULAR, DIRECTORY, SYMBOLIC_LINK, FIFO, SOCKET -> stat.size();
        };
    }
}
