package io.kaniko.core.layer;

import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.spi.Changes;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a layer has to hold for a set of changes: the changed files, the parents of everything that changed or went, and
 * a whiteout for what went.
 *
 * @param byPath in the order of the layer; empty for a whiteout, which stands where the deleted file would
 */
record LayerItems(SortedMap<String, Optional<FileStat>> byPath) {

    static LayerItems of(StageRoot root, Changes changes) throws IOException {
        SortedMap<String, Optional<FileStat>> items = new TreeMap<>(new PathOrder());
        for (String path : changes.changed()) {
            if (!items.containsKey(path) && !path.isEmpty()) {
                addParents(root, path, items);
                items.put(path, Optional.of(present(root, path)));
            }
        }
        for (String path : changes.deleted()) {
            if (!items.containsKey(path) && hasParents(root, path) && isGone(root, path)) {
                addParents(root, path, items);
                items.put(path, Optional.empty());
            }
        }
        return new LayerItems(items);
    }

    private static FileStat present(StageRoot root, String path) throws IOException {
        return root.files()
                .find(root.hostPath(path))
                .orElseThrow(() -> new NoSuchFileException(
                        "/" + path, null, "cannot write the layer: this file was changed by the step and is gone"));
    }

    private static void addParents(StageRoot root, String path, SortedMap<String, Optional<FileStat>> items)
            throws IOException {
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            String parent = path.substring(0, slash);
            Optional<FileStat> known = items.get(parent);
            if (known != null && known.filter(FileStat::isDirectory).isPresent()) {
                return;
            }
            FileStat stat = present(root, parent);
            if (!stat.isDirectory()) {
                throw new FileSystemException(
                        "/" + path, null, "cannot write the layer: /" + parent + " is not a directory");
            }
            items.put(parent, Optional.of(stat));
        }
    }

    /** Below something that is no directory any more, or is gone itself, there is nothing left to hide. */
    private static boolean hasParents(StageRoot root, String path) throws IOException {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            if (root.files()
                    .find(root.hostPath(path.substring(0, slash)))
                    .filter(FileStat::isDirectory)
                    .isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isGone(StageRoot root, String path) throws IOException {
        return root.files().find(root.hostPath(path)).isEmpty();
    }
}
