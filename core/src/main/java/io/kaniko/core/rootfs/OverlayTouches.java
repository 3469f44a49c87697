package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.DirectoryWalk;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileTree;
import io.kaniko.spi.FileType;
import io.kaniko.spi.TouchedFiles;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads an overlay's uppermost directory as a record of what was touched. Only here is known how the kernel writes it
 * down: a device 0:0 hides a file of that name, and a directory with a certain attribute hides all of the one below it.
 */
final class OverlayTouches implements TouchedFiles {

    private final OverlayRoot overlay;
    private final String opaqueAttribute;
    private final Predicate<String> ignored;
    private final DigestRecord digests;

    OverlayTouches(OverlayRoot overlay, String opaqueAttribute, Predicate<String> ignored, DigestRecord digests) {
        this.overlay = overlay;
        this.opaqueAttribute = opaqueAttribute;
        this.ignored = ignored;
        this.digests = digests;
    }

    @Override
    public FileTree before() throws IOException {
        return new StageTree(overlay.before(), ignored, digests);
    }

    @Override
    public void walk(Visitor visitor) throws IOException {
        Walk walk = new Walk(visitor, overlay.before());
        DirectoryWalk.walk(overlay.upper().toString(), ignored, walk::visit);
    }

    /**
     * What is known of a touched directory.
     *
     * @param wasDirectory before, too, at the same path
     * @param hides whether nothing is seen of what was in it
     */
    private record Touched(boolean wasDirectory, boolean hides) {}

    private final class Walk {

        private final Visitor visitor;
        private final StageRoot before;
        private final Map<String, Touched> directories = new HashMap<>();

        Walk(Visitor visitor, StageRoot before) {
            this.visitor = visitor;
            this.before = before;
            directories.put("", new Touched(true, false));
        }

        void visit(String path, FileStat written) throws IOException {
            Touched parent = directories.get(parent(path));
            // Below what was a link something else would be found.
            Optional<FileStat> was = parent.wasDirectory() ? find(path) : Optional.empty();
            if (written.type() == FileType.CHARACTER_DEVICE && written.deviceNumber() == 0) {
                if (was.isPresent()) {
                    visitor.visit(path, was, Optional.empty());
                }
                return;
            }
            visitor.visit(path, was, Optional.of(now(path, written)));
            if (written.isDirectory()) {
                boolean wasDirectory = was.filter(FileStat::isDirectory).isPresent();
                boolean hides = wasDirectory && (parent.hides() || hidesBelow(path));
                directories.put(path, new Touched(wasDirectory, hides));
                if (hides) {
                    visitHidden(path);
                }
            }
        }

        /** What is hidden and was not made anew is gone. */
        private void visitHidden(String directory) throws IOException {
            Set<String> written = new HashSet<>(LinuxFiles.list(written(directory)));
            for (String name : LinuxFiles.list(before.hostPath(directory))) {
                String path = directory + "/" + name;
                if (!written.contains(name) && !ignored.test(path)) {
                    visitor.visit(path, find(path), Optional.empty());
                }
            }
        }

        private Optional<FileStat> find(String path) throws IOException {
            return LinuxFiles.find(before.hostPath(path));
        }

        private FileStat now(String path, FileStat written) throws IOException {
            StageRoot root = overlay.root();
            return root.files().answersItself() ? root.files().lstat(root.hostPath(path)) : written;
        }

        private boolean hidesBelow(String directory) throws IOException {
            return LinuxFiles.attributes(written(directory)).containsKey(opaqueAttribute);
        }
    }

    private String written(String path) {
        return overlay.upper() + "/" + path;
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
