package io.kaniko.core.step;

import io.kaniko.core.context.IgnoreRules;
import io.kaniko.core.rootfs.PathFilter;
import java.util.List;

/**
 * What {@code --exclude} hides: patterns in the manner of {@code .dockerignore}, relative to the source that is copied.
 * The source itself is never hidden.
 */
final class RelativeFilter implements PathFilter {

    private final String start;
    private final IgnoreRules rules;

    /** @param start the copied directory, relative to its tree */
    RelativeFilter(String start, List<String> patterns) {
        this.start = start.isEmpty() ? "" : start + "/";
        this.rules = IgnoreRules.ofPatterns(patterns);
    }

    @Override
    public boolean hides(String path) {
        return isBelow(path) && rules.ignores(path.substring(start.length()));
    }

    @Override
    public boolean hidesAllBelow(String directory) {
        return isBelow(directory) && rules.ignoresTree(directory.substring(start.length()));
    }

    private boolean isBelow(String path) {
        return path.startsWith(start) && path.length() > start.length();
    }
}
