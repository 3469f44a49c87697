package io.kaniko.core.layer;

import io.kaniko.core.nativeio.PathBytes;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The order of entries in a layer: that of the names' bytes, directory by directory, so that a directory's children
 * follow it before its next sibling comes ({@code a}, {@code a/x}, {@code a-b}).
 */
final class PathOrder implements Comparator<String> {

    @Override
    public int compare(String one, String two) {
        int shorter = Math.min(one.length(), two.length());
        for (int i = 0; i < shorter; i++) {
            char a = one.charAt(i);
            char b = two.charAt(i);
            if (a != b) {
                if (a == '/' || b == '/') {
                    return a == '/' ? -1 : 1;
                }
                // Where surrogates play no part, UTF-16 and UTF-8 agree.
                return Character.isSurrogate(a) || Character.isSurrogate(b)
                        ? Arrays.compareUnsigned(PathBytes.encode(one), PathBytes.encode(two))
                        : Character.compare(a, b);
            }
        }
        return Integer.compare(one.length(), two.length());
    }
}
