package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A tree that files are copied from: the build context, another stage, an image. What the filter hides does not exist
 * for anybody who looks through this view.
 */
public final class SourceTree {

    private final StageRoot root;
    private final PathFilter filter;

    public SourceTree(StageRoot root, PathFilter filter) {
        this.root = root;
        this.filter = filter;
    }

    /**
     * A visible file.
     *
     * @param path relative to the tree, links in its parents resolved
     * @param host where it lies on this machine
     */
    public record Found(String path, String host, FileStat stat) {}

    /** Looks a path up; every link in it is resolved inside the tree. Empty where it is missing or hidden. */
    public Optional<Found> find(String path, boolean followLast) throws IOException {
        StageRoot.ResolvedPath resolved = root.resolve(path, followLast);
        if (resolved.stat().isEmpty()) {
            return Optional.empty();
        }
        Found found =
                new Found(resolved.relative(), resolved.host(), resolved.stat().get());
        return visible(found) ? Optional.of(found) : Optional.empty();
    }

    /** The visible entries of a directory, sorted by name. */
    public List<Found> children(Found directory) throws IOException {
        String prefix = directory.path().isEmpty() ? "" : directory.path() + "/";
        SortedMap<String, FileStat> entries = LinuxFiles.children(directory.host(), name -> {
            String path = prefix + name;
            return !(filter.hides(path) && filter.hidesAllBelow(path));
        });
        List<Found> children = new ArrayList<>(entries.size());
        for (Map.Entry<String, FileStat> entry : entries.entrySet()) {
            String host = directory.host() + "/" + entry.getKey();
            Found child = new Found(prefix + entry.getKey(), host, root.files().inImage(host, entry.getValue()));
            if (visible(child)) {
                children.add(child);
            }
        }
        return children;
    }

    /** The extended attributes of a file of this tree, sorted by name. */
    SortedMap<String, byte[]> attributes(Found found) throws IOException {
        return root.files().attributes(found.host());
    }

    private boolean visible(Found found) throws IOException {
        if (found.path().isEmpty() || !filter.hides(found.path())) {
            return true;
        }
        if (!found.stat().isDirectory() || filter.hidesAllBelow(found.path())) {
            return false;
        }
        return !children(found).isEmpty();
    }

    /** This view with one more filter; both hide. */
    public SourceTree hiding(PathFilter more) {
        PathFilter first = filter;
        return new SourceTree(root, new PathFilter() {
            @Override
            public boolean hides(String path) {
                return first.hides(path) || more.hides(path);
            }

            @Override
            public boolean hidesAllBelow(String directory) {
                return first.hides(directory) && first.hidesAllBelow(directory)
                        || more.hides(directory) && more.hidesAllBelow(directory);
            }
        });
    }
}
