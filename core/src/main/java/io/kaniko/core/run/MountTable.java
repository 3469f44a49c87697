package io.kaniko.core.run;

import io.kaniko.core.nativeio.PathBytes;
import java.io.ByteArrayOutputStream;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads {@code /proc/self/mountinfo}: where in this process's file system something is mounted. */
final class MountTable {

    private static final int MOUNT_POINT = 4;
    private static final String REMOVED = "//deleted";

    private MountTable() {}

    /** The mount points, without {@code /}, as absolute paths. */
    static SortedSet<String> mountPoints(byte[] mountinfo) {
        SortedSet<String> points = new TreeSet<>();
        for (String line : PathBytes.decode(mountinfo).split("\n")) {
            String[] fields = line.split(" ");
            if (fields.length > MOUNT_POINT
                    && !fields[MOUNT_POINT].equals("/")
                    && !fields[MOUNT_POINT].endsWith(REMOVED)) {
                points.add(unescaped(fields[MOUNT_POINT]));
            }
        }
        return points;
    }

    /** The kernel writes blank, tab, newline and backslash as three octal digits. */
    private static String unescaped(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        byte[] bytes = PathBytes.encode(field);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\\' && i + 3 < bytes.length) {
                plain.write((bytes[i + 1] - '0') << 6 | (bytes[i + 2] - '0') << 3 | bytes[i + 3] - '0');
                i += 3;
            } else {
                plain.write(bytes[i]);
            }
        }
        return PathBytes.decode(plain.toByteArray());
    }
}
