package io.kaniko.core.step;

import io.kaniko.core.context.IgnoreRules;
import io.kaniko.core.context.PathPattern;
import io.kaniko.core.rootfs.SourceTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the sources of {@code COPY --parents}: a path below a pivot ({@code /./} in the source, else the root of the
 * tree) keeps its directories. Wildcards are those of {@code .dockerignore} here, {@code **} included.
 */
record ParentPaths(String pivot, List<String> paths, boolean wildcard) {

    static ParentPaths find(SourceTree tree, String source) throws IOException {
        int split = ("/" + source).indexOf("/./");
        String pivot = split < 0 ? "" : SourcePaths.clean(("/" + source).substring(0, split));
        String below = SourcePaths.clean(split < 0 ? source : ("/" + source).substring(split + 3));
        if (!PathPattern.hasMeta(below)) {
            String whole = SourcePaths.clean(pivot + "/" + below);
            return new ParentPaths(
                    pivot, tree.find(whole, false).isPresent() ? List.of(below) : List.of(), false);
        }
        List<String> matches = new ArrayList<>();
        Optional<SourceTree.Found> start = tree.find(pivot, true);
        if (start.isPresent() && start.get().stat().isDirectory()) {
            collect(tree, start.get(), "", IgnoreRules.parse(below), matches);
        }
        return new ParentPaths(pivot, matches, true);
    }

    private static void collect(
            SourceTree tree, SourceTree.Found directory, String path, IgnoreRules pattern, List<String> into)
            throws IOException {
        for (SourceTree.Found child : tree.children(directory)) {
            String name = SourcePaths.lastName(child.path());
            String childPath = path.isEmpty() ? name : path + "/" + name;
            if (pattern.ignores(childPath)) {
                into.add(childPath);
            } else if (child.stat().isDirectory()) {
                collect(tree, child, childPath, pattern, into);
            }
        }
    }
}
