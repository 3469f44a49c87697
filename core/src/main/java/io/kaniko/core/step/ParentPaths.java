package io.kaniko.core.step;

import io.kaniko.core.context.IgnoreRules;
import io.kaniko.core.context.PathPattern;
import io.kaniko.core.rootfs.ImagePath;
import io.kaniko.core.rootfs.SourceTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sources of {@code COPY --parents}: a path below a pivot ({@code /./} in the source, else the root of the tree)
 * keeps its directories. Before the pivot wildcards are those of every COPY; after it they are those of
 * {@code .dockerignore}, {@code **} included.
 *
 * @param wildcard whether the source may match nothing
 */
record ParentPaths(List<Match> matches, boolean wildcard) {

    /** A path below its pivot; both relative to the tree. */
    record Match(String pivot, String path) {}

    static ParentPaths find(SourceTree tree, String source) throws IOException {
        String path = source.replaceFirst("^(\\./|/)+", "");
        int split = path.indexOf("/./");
        String pivot = split < 0 ? "" : ImagePath.clean(path.substring(0, split));
        String below = ImagePath.clean(split < 0 ? path : path.substring(split + 3));
        List<Match> matches = new ArrayList<>();
        for (String start : pivots(tree, pivot)) {
            collect(tree, start, below, matches);
        }
        return new ParentPaths(matches, PathPattern.hasMeta(path));
    }

    private static List<String> pivots(SourceTree tree, String pivot) throws IOException {
        return PathPattern.hasMeta(pivot) ? SourcePaths.matches(tree, pivot) : List.of(pivot);
    }

    private static void collect(SourceTree tree, String pivot, String below, List<Match> into) throws IOException {
        if (!PathPattern.hasMeta(below)) {
            if (tree.find(ImagePath.clean(pivot + "/" + below), false).isPresent()) {
                into.add(new Match(pivot, below));
            }
            return;
        }
        Optional<SourceTree.Found> start = tree.find(pivot, true);
        if (start.isPresent() && start.get().stat().isDirectory()) {
            collect(tree, start.get(), new Match(pivot, ""), IgnoreRules.ofPatterns(List.of(below)), into);
        }
    }

    private static void collect(
            SourceTree tree, SourceTree.Found directory, Match at, IgnoreRules pattern, List<Match> into)
            throws IOException {
        for (SourceTree.Found child : tree.children(directory)) {
            String name = SourcePaths.lastName(child.path());
            Match match = new Match(at.pivot(), at.path().isEmpty() ? name : at.path() + "/" + name);
            if (pattern.ignores(match.path())) {
                into.add(match);
            } else if (child.stat().isDirectory()) {
                collect(tree, child, match, pattern, into);
            }
        }
    }
}
