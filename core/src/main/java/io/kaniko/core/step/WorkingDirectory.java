package io.kaniko.core.step;

import java.util.ArrayDeque;
import java.util.Deque;

/** Joins working directories as BuildKit does. */
final class WorkingDirectory {

    private WorkingDirectory() {}

    /** A path seen from a directory. An absolute one stays as it is, slashes and dots and all; others become clean. */
    static String resolve(String current, String path) {
        if (path.startsWith("/")) {
            return path;
        }
        Deque<String> names = new ArrayDeque<>();
        for (String name : (current + "/" + path).split("/")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }
}
