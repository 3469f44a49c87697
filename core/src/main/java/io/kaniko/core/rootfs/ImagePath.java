package io.kaniko.core.rootfs;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths in an image, as text: nothing here looks at a file. */
public final class ImagePath {

    private ImagePath() {}

    /**
     * The path relative to the root, without {@code .}, {@code ..}, doubled and outer slashes, as Go's path.Clean has it;
     * {@code ..} stops at the root, which is the empty text.
     */
    public static String clean(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            switch (name) {
                case "", "." -> {}
                case ".." -> names.pollLast();
                default -> names.addLast(name);
            }
        }
        return String.join("/", names);
    }
}
