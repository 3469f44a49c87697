package io.kaniko.core.snapshot;

import io.kaniko.core.context.PathPattern;
import io.kaniko.spi.Changes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Tells which paths a process may have touched without their becoming part of the image: what the kernel's file systems
 * show, and what the user wants ignored. Threads may share it.
 *
 * <p>{@code /proc}, {@code /sys} and {@code /dev} themselves are ordinary directories: where the base lacks them, the
 * first RUN makes them, and its layer has them (as BuildKit's).
 */
public final class ImagePaths {

    private static final List<String> KERNEL_FILES = List.of("proc/", "sys/", "dev/");

    /** One of the user's paths. */
    private sealed interface Ignored {

        boolean covers(String path);

        record Literal(String path) implements Ignored {
            @Override
            public boolean covers(String other) {
                return other.startsWith(path)
                        && (other.length() == path.length() || other.charAt(path.length()) == '/');
            }
        }

        /** @param depth the number of names in the pattern */
        record Glob(PathPattern pattern, int depth) implements Ignored {
            @Override
            public boolean covers(String other) {
                int end = -1;
                for (int i = 0; i < depth; i++) {
                    if (end == other.length()) {
                        return false;
                    }
                    int slash = other.indexOf('/', end + 1);
                    end = slash < 0 ? other.length() : slash;
                }
                return pattern.matches(other.substring(0, end));
            }
        }
    }

    private final List<Ignored> ignored;

    private ImagePaths(List<Ignored> ignored) {
        this.ignored = List.copyOf(ignored);
    }

    /**
     * Ignores these paths and what lies below them.
     *
     * @param absolutePaths their names may be patterns: {@code /var/cache/*.db}
     */
    public static ImagePaths ignoring(List<String> absolutePaths) {
        List<Ignored> ignored = new ArrayList<>();
        for (String path : absolutePaths) {
            List<String> names = names(path);
            String relative = String.join("/", names);
            if (PathPattern.hasMeta(relative) || relative.indexOf('\\') >= 0) {
                ignored.add(new Ignored.Glob(PathPattern.compile(relative), names.size()));
            } else if (!relative.isEmpty()) {
                ignored.add(new Ignored.Literal(relative));
            }
        }
        return new ImagePaths(ignored);
    }

    private static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/")) {
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return names;
    }

    /** Whether a root-relative path is no part of an image, whatever a process does with it. */
    public boolean ignores(String path) {
        for (String directory : KERNEL_FILES) {
            if (path.startsWith(directory)) {
                return true;
            }
        }
        return isAskedFor(path);
    }

    private boolean isAskedFor(String path) {
        for (Ignored one : ignored) {
            if (one.covers(path)) {
                return true;
            }
        }
        return false;
    }

    /** The changes of a process that are part of the image. */
    public Changes keep(Changes changes) {
        return without(changes, this::ignores);
    }

    /** The changes that the user does not want ignored, which holds for every step: what COPY puts into /dev stays. */
    public Changes keepUnlessAsked(Changes changes) {
        return ignored.isEmpty() ? changes : without(changes, this::isAskedFor);
    }

    private static Changes without(Changes changes, Predicate<String> unwanted) {
        TreeSet<String> changed = new TreeSet<>(changes.changed());
        changed.removeIf(unwanted);
        TreeSet<String> deleted = new TreeSet<>(changes.deleted());
        deleted.removeIf(unwanted);
        return new Changes(changed, deleted);
    }
}
