package io.kaniko.core.step;

import java.util.ArrayDeque;
import java.util.Deque;

/** Joins working directories as BuildKit does. */
final class WorkingDirectory {

    private WorkingDirectory() {}

    /** A path seen from a directory: absolute and clean; a slash at its end stays. */
    static String resolve(String current, String path) {
        String joined = path.startsWith("/") ? path : current + "/" + path;
        Deque<String> names = new ArrayDeque<>();
        for (String name : joined.split("/")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }
}
