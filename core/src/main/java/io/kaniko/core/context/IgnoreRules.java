package io.kaniko.core.context;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a directory do not count: a {@code .dockerignore}, or the {@code --exclude} flags of a COPY. The last
 * pattern that matches a path decides; what matches a directory goes for everything below it until a later
 * {@code !pattern} matches there. The answers are those of BuildKit's walk of a context (fsutil with moby's
 * patternmatcher), in which a pattern that was passed over for a directory is not held against that directory's files.
 *
 * <p>Safe for many threads. Walkers that go depth first are answered fastest: the last directory is remembered.
 */
public final class IgnoreRules {

    /** Ignores nothing. */
    public static final IgnoreRules NONE = new IgnoreRules(List.of(), null);

    /** Which patterns matched a directory, or a directory above it. */
    private record DirectoryMatches(
            String path, boolean[] matched, @Nullable DirectoryMatches parent) {}

    private final IgnorePattern[] patterns;
    private final boolean exceptions;
    private final @Nullable BadPatternException broken;
    private volatile @Nullable DirectoryMatches lastDirectory;

    private IgnoreRules(List<IgnorePattern> patterns, @Nullable BadPatternException broken) {
        this.patterns = patterns.toArray(IgnorePattern[]::new);
        this.exceptions = patterns.stream().anyMatch(IgnorePattern::isException);
        this.broken = broken;
    }

    /**
     * Reads a {@code .dockerignore}. A comment has its {@code #} in the first column; a leading slash means the root of
     * the context. A pattern that cannot be read is reported by the first question that is asked, so that a build that
     * never looks into its context does not fail for it.
     */
    public static IgnoreRules parse(String text) {
        return ofPatterns(lines(text));
    }

    /**
     * Reads a {@code .dockerignore} as {@link #parse(String)} does.
     *
     * @param file names it in messages
     */
    static IgnoreRules parse(String file, String text) {
        IgnoreRules rules = parse(text);
        return rules.broken == null ? rules : new IgnoreRules(List.of(), rules.broken.in(file));
    }

    /** Takes patterns as they are, without what is special to the file: a leading slash then matches nothing. */
    public static IgnoreRules ofPatterns(List<String> patterns) {
        List<IgnorePattern> compiled = new ArrayList<>();
        for (String pattern : patterns) {
            try {
                IgnorePattern.compile(pattern).ifPresent(compiled::add);
            } catch (BadPatternException e) {
                return new IgnoreRules(List.of(), e);
            }
        }
        return compiled.isEmpty() ? NONE : new IgnoreRules(compiled, null);
    }

    /** The patterns of a {@code .dockerignore}, cleaned. */
    static List<String> lines(String text) {
        List<String> patterns = new ArrayList<>();
        String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
        for (String line : withoutMark.split("\n", -1)) {
            String pattern = IgnorePattern.trimmed(line);
            if (line.startsWith("#") || pattern.isEmpty()) {
                continue;
            }
            boolean exception = pattern.startsWith("!");
            if (exception) {
                pattern = IgnorePattern.trimmed(pattern.substring(1));
            }
            if (!pattern.isEmpty()) {
                pattern = CleanPath.of(pattern);
                if (pattern.length() > 1 && pattern.startsWith("/")) {
                    pattern = pattern.substring(1);
                }
            }
            patterns.add(exception ? "!" + pattern : pattern);
        }
        return Collections.unmodifiableList(patterns);
    }

    /** Whether some pattern begins with an exclamation mark. */
    public boolean hasExceptions() {
        return exceptions;
    }

    /**
     * Whether a path is left out. The root itself, the empty path, never is.
     *
     * @param path relative to the directory that the rules are for, without a slash at the start
     * @throws BadPatternException when a pattern of these rules cannot be read
     */
    public boolean ignores(String path) {
        failIfBroken();
        if (patterns.length == 0 || path.isEmpty()) {
            return false;
        }
        DirectoryMatches parent = matchesOfParent(path);
        boolean ignored = false;
        for (int i = 0; i < patterns.length; i++) {
            if (isMatch(i, path, parent, ignored)) {
                ignored = !patterns[i].isException();
            }
        }
        return ignored;
    }

    /**
     * Whether a directory and everything below it is left out, so that a walk need not enter it. No does not mean that
     * something below is wanted.
     */
    public boolean ignoresTree(String directory) {
        if (!ignores(directory)) {
            return false;
        }
        for (IgnorePattern pattern : patterns) {
            if (pattern.isException() && pattern.mayMatchBelow(directory)) {
                return false;
            }
        }
        return true;
    }

    private void failIfBroken() {
        if (broken != null) {
            throw broken;
        }
    }

    /**
     * A pattern that could not change the answer is passed over and counts as no match, also for everything below. That
     * is what patternmatcher does; it shows where a file is left out by its own name and its directory is re-included.
     */
    private boolean isMatch(int pattern, String path, @Nullable DirectoryMatches parent, boolean ignored) {
        if (parent != null && parent.matched[pattern]) {
            return true;
        }
        return patterns[pattern].isException() == ignored && patterns[pattern].matches(path);
    }

    private @Nullable DirectoryMatches matchesOfParent(String path) {
        int end = path.lastIndexOf('/');
        if (end < 0) {
            return null;
        }
        DirectoryMatches known = lastDirectory;
        while (known != null && !isAtOrAbove(known.path, path, end)) {
            known = known.parent;
        }
        int start = known == null ? -1 : known.path.length();
        while (start < end) {
            start = path.indexOf('/', start + 1);
            known = matchesOfDirectory(path.substring(0, start), known);
        }
        lastDirectory = known;
        return known;
    }

    private DirectoryMatches matchesOfDirectory(String path, @Nullable DirectoryMatches parent) {
        boolean[] matched = new boolean[patterns.length];
        boolean ignored = false;
        for (int i = 0; i < patterns.length; i++) {
            matched[i] = isMatch(i, path, parent, ignored);
            if (matched[i]) {
                ignored = !patterns[i].isException();
            }
        }
        return new DirectoryMatches(path, matched, parent);
    }

    private static boolean isAtOrAbove(String directory, String path, int endOfParent) {
        return directory.length() <= endOfParent
                && path.charAt(directory.length()) == '/'
                && path.startsWith(directory);
    }

    /** Why the rules cannot be used, where that is so. */
    Optional<BadPatternException> problem() {
        return Optional.ofNullable(broken);
    }
}
