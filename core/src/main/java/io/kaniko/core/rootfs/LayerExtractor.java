package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.core.tar.TarReader;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Applies layers to a stage root, the lowest first (image-spec, layer.md): ordinary and opaque whiteouts, hard links,
 * devices, attributes, times. Nothing is written outside the root, whatever names and links a layer has. Not safe for
 * several threads.
 */
public final class LayerExtractor {

    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private final StageRoot root;
    private final DigestRecord digests;
    private final Consumer<String> warnings;

    /**
     * @param digests told the content's digest of every file that is written
     * @param warnings told what could not be brought to disk here
     */
    public LayerExtractor(StageRoot root, DigestRecord digests, Consumer<String> warnings) {
        this.root = root;
        this.digests = digests;
        this.warnings = warnings;
    }

    /**
     * Applies one layer: a tar, plain or compressed.
     *
     * @param expected the digest of the uncompressed tar
     * @param name of the layer, for messages
     * @throws BuildException when the digest differs
     */
    public void apply(InputStream blob, Digest expected, String name) throws IOException {
        Digest actual;
        try (ReadAhead uncompressed = ReadAhead.decompressing(blob)) {
            TarReader tar = new TarReader(uncompressed);
            new OneLayer().apply(tar);
            actual = uncompressed.digestOfRest();
        } catch (IOException e) {
            throw new IOException("cannot unpack layer " + name + ": " + e.getMessage(), e);
        }
        if (!actual.equals(expected)) {
            throw new BuildException(
                    BuildException.Kind.EXTERNAL,
                    "layer " + name + " is not what its image says: its content is " + actual + ", expected " + expected,
                    "The image is damaged; push it again.");
        }
    }

    /** The state of one layer's application. */
    private final class OneLayer {
        private final EntryWriter writer = new EntryWriter(root, digests, warnings);
        private final ParentDirectories parents = new ParentDirectories(root);
        private final Set<String> fresh = new HashSet<>();

        void apply(TarReader tar) throws IOException {
            TarEntry entry = tar.next();
            while (entry != null) {
                apply(entry, tar.content());
                entry = tar.next();
            }
            writer.finish();
        }

        private void apply(TarEntry entry, InputStream content) throws IOException {
            String path = ParentDirectories.clean(entry.path());
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (path.isEmpty()) {
                if (entry.isDirectory()) {
                    writer.write("", entry, content, owner(entry), Optional.empty());
                }
                return;
            }
            if (name.equals(OPAQUE)) {
                hideAllBelow(path.substring(0, Math.max(0, path.length() - OPAQUE.length() - 1)));
                return;
            }
            List<String> made = new ArrayList<>();
            String place = parents.place(path, made);
            fresh.addAll(made);
            if (name.startsWith(WHITEOUT)) {
                hide(place.substring(0, place.length() - name.length()) + name.substring(WHITEOUT.length()));
                return;
            }
            Optional<String> partner = Optional.empty();
            if (entry.hardLink()) {
                partner = Optional.of(parents.place(ParentDirectories.clean(entry.linkTarget()), made));
                parents.forget();
            }
            writer.write(place, entry, content, owner(entry), partner);
            fresh.add(place);
            if (!entry.isDirectory()) {
                forgetUnlessFile(entry);
            }
        }

        /** A plain file can only have replaced a directory or a link; that is rare, but then the last parent is stale. */
        private void forgetUnlessFile(TarEntry entry) {
            switch (entry.type()) {
                case SYMBOLIC_LINK -> parents.forget();
                case REGULAR, DIRECTORY, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET -> {}
            }
        }

        private void hide(String place) throws IOException {
            String host = root.hostPath(place);
            if (!fresh.contains(place) && LinuxFiles.find(host).isPresent()) {
                LinuxFiles.deleteTree(host);
                parents.forget();
            }
        }

        private void hideAllBelow(String directory) throws IOException {
            StageRoot.ResolvedPath resolved = root.resolve(directory, true);
            if (!resolved.stat().map(FileStat::isDirectory).orElse(false)) {
                return;
            }
            hideChildren(resolved.relative());
            parents.forget();
        }

        /** What this very layer has brought stays, and the directories it lies in. */
        private void hideChildren(String directory) throws IOException {
            for (String name : LinuxFiles.list(root.hostPath(directory))) {
                String path = directory.isEmpty() ? name : directory + "/" + name;
                String host = root.hostPath(path);
                boolean isDirectory = LinuxFiles.lstat(host).isDirectory();
                if (!fresh.contains(path)) {
                    LinuxFiles.deleteTree(host);
                } else if (isDirectory) {
                    hideChildren(path);
                }
            }
        }

        private static Accounts.Owner owner(TarEntry entry) {
            return new Accounts.Owner(entry.uid(), entry.gid());
        }
    }
}
