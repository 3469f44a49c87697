package io.kaniko.core.step;

import io.kaniko.core.context.PathPattern;
import io.kaniko.core.rootfs.ImagePath;
import io.kaniko.core.rootfs.SourceTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds the sources of COPY and ADD in a tree. Every path is anchored at the tree's root, whatever {@code ..} it has.
 * Wildcards are those of Go's {@code filepath.Match}, one path component at a time; a link that is named, or matched,
 * is followed inside the tree.
 */
final class SourcePaths {

    /** A source as it will be copied. {@code name} is the last component as asked for, not of a link's target. */
    record Source(String name, SourceTree.Found file) {}

    private SourcePaths() {}

    /** The path itself, where it is visible; for a pattern all that it matches, in order of their names. */
    static List<Source> find(SourceTree tree, String path) throws IOException {
        String clean = ImagePath.clean(path);
        if (!PathPattern.hasMeta(clean)) {
            return tree.find(clean, true)
                    .map(file -> List.of(new Source(lastName(clean), file)))
                    .orElse(List.of());
        }
        List<Source> matches = new ArrayList<>();
        for (String match : matches(tree, clean)) {
            Optional<SourceTree.Found> file = tree.find(match, true);
            file.ifPresent(found -> matches.add(new Source(lastName(match), found)));
        }
        return matches;
    }

    /** The paths that a pattern matches, links not followed at their end, in order of their names. */
    static List<String> matches(SourceTree tree, String pattern) throws IOException {
        List<String> names = Arrays.asList(pattern.split("/"));
        int literal = 0;
        while (!PathPattern.hasMeta(names.get(literal))) {
            literal++;
        }
        String start = String.join("/", names.subList(0, literal));
        Optional<SourceTree.Found> directory = tree.find(start, true);
        List<String> matches = new ArrayList<>();
        if (directory.isPresent() && directory.get().stat().isDirectory()) {
            collect(tree, directory.get(), start, names.subList(literal, names.size()), matches);
        }
        return matches;
    }

    private static void collect(
            SourceTree tree, SourceTree.Found directory, String path, List<String> patterns, List<String> into)
            throws IOException {
        for (SourceTree.Found child : tree.children(directory)) {
            String name = lastName(child.path());
            if (!PathPattern.matches(patterns.getFirst(), name)) {
                continue;
            }
            String childPath = path.isEmpty() ? name : path + "/" + name;
            if (patterns.size() == 1) {
                into.add(childPath);
            } else if (child.stat().isDirectory()) {
                collect(tree, child, childPath, patterns.subList(1, patterns.size()), into);
            }
        }
    }

    static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
