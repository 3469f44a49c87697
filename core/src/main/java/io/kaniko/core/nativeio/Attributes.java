package io.kaniko.core.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Extended attributes of files; links are not followed. */
final class Attributes {

    /** The kernel's own limits of a list of names and of a value (XATTR_LIST_MAX, XATTR_SIZE_MAX). */
    private static final int LARGEST = 65536;

    private static final int ENODATA = 61;

    private Attributes() {}

    static SortedMap<String, byte[]> read(String path) throws IOException {
        try (NativePath target = new NativePath(path)) {
            long name = target.nameWithoutDirectory();
            // Hardly any file has attributes, so that asking for the size alone is most often the whole answer.
            long size = target.call(SystemCall.LLISTXATTR, name, 0, 0, 0, 0);
            if (size == -Errno.EOPNOTSUPP || size == -Errno.ENOSYS) {
                return Collections.emptySortedMap();
            }
            if (target.check(SystemCall.LLISTXATTR, size) == 0) {
                return Collections.emptySortedMap();
            }
            MemorySegment list = target.allocate(LARGEST);
            size = target.call(SystemCall.LLISTXATTR, name, list.address(), LARGEST, 0, 0);
            return values(target, name, bytes(list, target.check(SystemCall.LLISTXATTR, size)));
        }
    }

    private static SortedMap<String, byte[]> values(NativePath target, long path, byte[] names) throws IOException {
        SortedMap<String, byte[]> values = new TreeMap<>();
        MemorySegment value = target.allocate(LARGEST);
        int start = 0;
        for (int end = 0; end < names.length; end++) {
            if (names[end] == 0) {
                byte[] name = Arrays.copyOfRange(names, start, end);
                start = end + 1;
                long answer = target.call(
                        SystemCall.LGETXATTR, path, target.allocate(name).address(), value.address(), LARGEST, 0);
                // An attribute may be listed and yet not be readable: overlayfs's and SELinux's.
                if (answer != -ENODATA && answer != -Errno.EOPNOTSUPP) {
                    values.put(PathBytes.decode(name), bytes(value, target.check(SystemCall.LGETXATTR, answer)));
                }
            }
        }
        return Collections.unmodifiableSortedMap(values);
    }

    static void set(String path, String attribute, byte[] value) throws IOException {
        try (NativePath target = new NativePath(path)) {
            set(SystemCall.LSETXATTR, target.nameWithoutDirectory(), path, attribute, value);
        }
    }

    /** @param path for messages */
    static void set(int descriptor, String path, String attribute, byte[] value) throws IOException {
        set(SystemCall.FSETXATTR, descriptor, path, attribute, value);
    }

    private static void set(SystemCall call, long file, String path, String attribute, byte[] value)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(ValueLayout.JAVA_BYTE, zeroTerminated(attribute));
            MemorySegment content = arena.allocateFrom(ValueLayout.JAVA_BYTE, value);
            long answer = Kernel.call(
                    arena.allocate(Kernel.STATE), call, file, name.address(), content.address(), value.length, 0);
            if (answer < 0) {
                throw LinuxException.of(call + " " + attribute, path, (int) -answer);
            }
        }
    }

    private static byte[] zeroTerminated(String text) {
        byte[] bytes = PathBytes.encode(text);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    private static byte[] bytes(MemorySegment memory, long size) {
        return memory.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
    }
}
