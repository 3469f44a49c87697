package io.kaniko.core.nativeio;

/** Takes device numbers, as in {@code st_rdev}, to pieces and puts them together (glibc's {@code makedev}). */
public final class DeviceNumber {

    private DeviceNumber() {}

    public static long of(long major, long minor) {
        return (major & 0xFFFF_F000L) << 32 | (major & 0xFFF) << 8 | (minor & 0xFFFF_FF00L) << 12 | minor & 0xFF;
    }

    public static long major(long device) {
        return device >>> 32 & 0xFFFF_F000L | device >>> 8 & 0xFFF;
    }

    public static long minor(long device) {
        return device >>> 12 & 0xFFFF_FF00L | device & 0xFF;
    }
}
