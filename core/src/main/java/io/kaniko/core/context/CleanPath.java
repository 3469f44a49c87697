package io.kaniko.core.context;

import java.util.ArrayDeque;
import java.util.Deque;

/** The shortest way to write a path, as Go's {@code path.Clean} has it: no file system is asked. */
final class CleanPath {

    private CleanPath() {}

    static String of(String path) {
        boolean absolute = path.startsWith("/");
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            switch (name) {
                case "", "." -> {}
                case ".." -> {
                    if (!names.isEmpty() && !names.peekLast().equals("..")) {
                        names.removeLast();
                    } else if (!absolute) {
                        names.addLast(name);
                    }
                }
                default -> names.addLast(name);
            }
        }
        String joined = String.join("/", names);
        if (absolute) {
            return "/" + joined;
        }
        return joined.isEmpty() ? "." : joined;
    }
}
