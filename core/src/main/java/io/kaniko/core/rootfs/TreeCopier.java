package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.FileHandle;
import io.kaniko.core.nativeio.FileMaker;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Copies files into a stage root as COPY and ADD do. The rules are BuildKit's, measured: contents of a directory are
 * copied and never the directory itself; links in the destination are followed inside the root; a directory that is
 * there keeps its attributes while directories below it take the source's; files are replaced; hard links among the
 * files of one copier stay hard links. What already is as it would become is left alone, so that it does not enter the
 * layer.
 *
 * <p>Which sources there are, and what a wildcard means, is decided by the caller.
 */
public final class TreeCopier {

    private final StageRoot target;
    private final CopyAttributes attributes;
    private final RootFiles files;
    private final TouchedPaths touched;
    private final Map<Inode, String> copies = new HashMap<>();
    private final FileMaker maker = new FileMaker();

    private record Inode(long device, long inode) {}

    /**
     * A place in the target: the path in the image and on this machine.
     *
     * @param vacant whether nothing can be there, because its directory has just been made
     */
    private record Place(String path, String host, boolean vacant) {

        Place(StageRoot.ResolvedPath resolved) {
            this(resolved.relative(), resolved.host(), false);
        }

        Place child(String name, boolean vacant) {
            return new Place(path.isEmpty() ? name : path + "/" + name, host + "/" + name, vacant);
        }

        String hostDirectory() {
            return host.substring(0, Math.max(1, host.lastIndexOf('/')));
        }

        String name() {
            return host.substring(host.lastIndexOf('/') + 1);
        }
    }

    public TreeCopier(StageRoot target, CopyAttributes attributes, TouchedPaths touched) {
        this.target = target;
        this.files = target.files();
        this.attributes = attributes;
        this.touched = touched;
    }

    /**
     * Copies a file, or the contents of a directory.
     *
     * @param name the last name of the source as it was asked for; a link is followed but gives its name
     * @param destination a path in the image; with {@code /} at its end it is a directory
     */
    public void copy(SourceTree tree, SourceTree.Found source, String name, String destination) throws IOException {
        if (destination.endsWith("/")) {
            makeDirectories(destination);
        }
        StageRoot.ResolvedPath resolved = target.resolve(destination, true);
        boolean intoDirectory = resolved.stat().filter(FileStat::isDirectory).isPresent();
        try (maker) {
            if (source.stat().isDirectory()) {
                if (resolved.stat().isEmpty()) {
                    makeDirectories(resolved.relative());
                }
                copyEntry(tree, source, new Place(resolved), false);
            } else if (intoDirectory) {
                copyEntry(tree, source, new Place(resolved).child(name, false), true);
            } else {
                makeDirectories(parentOf(resolved.relative()));
                copyEntry(tree, source, new Place(resolved), true);
            }
        }
    }

    /**
     * Copies a file or directory to the same path below a destination directory ({@code --parents}); the directories on
     * the way take the source's attributes where they are new.
     *
     * @param path below the pivot, as it was asked for: {@code a/b/file}
     * @param pivot where {@code path} starts, in the source tree
     */
    public void copyWithParents(SourceTree tree, String pivot, String path, String destination) throws IOException {
        makeDirectories(destination);
        StageRoot.ResolvedPath resolved = target.resolve(destination, true);
        Place place = new Place(resolved);
        String[] names = path.split("/");
        String walked = pivot;
        try (maker) {
            for (int i = 0; i < names.length; i++) {
                if (names[i].isEmpty()) {
                    continue;
                }
                walked = walked.isEmpty() ? names[i] : walked + "/" + names[i];
                String missing = walked;
                SourceTree.Found found = tree.find(walked, false).orElseThrow(() -> vanished(missing));
                place = place.child(names[i], false);
                if (i < names.length - 1 && found.stat().isDirectory()) {
                    makeDirectory(tree, found, place, existing(place), false);
                } else {
                    copyEntry(tree, found, place, true);
                }
            }
        }
    }

    /** Copies everything below a directory onto the root, attributes of directories included. */
    public void copyAll(SourceTree tree) throws IOException {
        SourceTree.Found root = tree.find("", true).orElseThrow(() -> vanished(""));
        try (maker) {
            copyEntry(tree, root, new Place("", target.directory(), false), true);
        }
    }

    /** Copies one file, but not a directory, to a path of the root whose parents are directories; replaces what is there. */
    void copyTo(SourceTree tree, SourceTree.Found source, String rootRelative) throws IOException {
        try (maker) {
            copyEntry(tree, source, new Place(rootRelative, target.hostPath(rootRelative), false), true);
        }
    }

    /** Makes the directories of a path in the image that are missing; links on the way are followed inside the root. */
    public void makeDirectories(String path) throws IOException {
        Accounts.Owner owner = attributes.newParentOwner();
        target.makeDirectories(path, attributes.newParentPermissions(), owner.uid(), owner.gid())
                .forEach(touched::changed);
    }

    private void copyEntry(SourceTree tree, SourceTree.Found source, Place place, boolean overwriteAttributes)
            throws IOException {
        switch (source.stat().type()) {
            case DIRECTORY -> copyDirectory(tree, source, place, overwriteAttributes);
            case REGULAR -> copyFile(tree, source, place);
            case SYMBOLIC_LINK -> {
                String linkTarget = LinuxFiles.readLink(source.host());
                makeRoom(place, existing(place));
                maker.enter(place.hostDirectory());
                FileHandle link = maker.makeLink(place.name(), linkTarget);
                files.setOwner(place.host(), link, attributes.ownerOf(source.stat()));
                setModified(link, source);
                touched.changed(place.path());
            }
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET -> {
                makeRoom(place, existing(place));
                files.makeNode(place.host(), source.stat().type(), source.stat().deviceNumber());
                FileHandle node = LinuxFiles.at(place.host());
                give(tree, source, place, node);
                setModified(node, source);
                touched.changed(place.path());
            }
        }
    }

    private void copyDirectory(SourceTree tree, SourceTree.Found source, Place place, boolean overwriteAttributes)
            throws IOException {
        Optional<FileStat> existing = existing(place);
        boolean setAttributes = makeDirectory(tree, source, place, existing, overwriteAttributes);
        for (SourceTree.Found child : tree.children(source)) {
            String name = child.path().substring(child.path().lastIndexOf('/') + 1);
            copyEntry(tree, child, place.child(name, existing.isEmpty()), true);
        }
        if (setAttributes) {
            setModified(LinuxFiles.at(place.host()), source);
        }
    }

    /** Makes or adjusts one directory; says whether it took the source's attributes. */
    private boolean makeDirectory(
            SourceTree tree,
            SourceTree.Found source,
            Place place,
            Optional<FileStat> existing,
            boolean overwriteAttributes)
            throws IOException {
        Accounts.Owner owner = attributes.ownerOf(source.stat());
        int permissions = attributes.permissionsOf(source.stat());
        if (existing.isEmpty()) {
            maker.enter(place.hostDirectory());
            int initial = files.initialPermissions(owner, permissions, true);
            give(tree, source, place, maker.makeDirectory(place.name(), initial));
            touched.changed(place.path());
            return true;
        }
        FileStat there = existing.get();
        if (!there.isDirectory()) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "cannot copy to non-directory: /" + place.path(),
                    "The destination has a file or a link where the source has a directory. Remove it in an earlier"
                            + " step, or copy elsewhere.");
        }
        if (!overwriteAttributes) {
            return false;
        }
        if (there.uid() != owner.uid() || there.gid() != owner.gid() || there.permissions() != permissions) {
            give(tree, source, place, LinuxFiles.at(place.host()));
            touched.changed(place.path());
        }
        return true;
    }

    private void copyFile(SourceTree tree, SourceTree.Found source, Place place) throws IOException {
        Inode inode = new Inode(source.stat().device(), source.stat().inode());
        String earlier = source.stat().links() > 1 ? copies.get(inode) : null;
        Optional<FileStat> existing = existing(place);
        if (earlier == null && existing.isPresent() && isThereAlready(tree, source, place, existing.get())) {
            return;
        }
        makeRoom(place, existing);
        if (earlier != null) {
            files.hardLink(earlier, place.host());
        } else {
            makeFile(tree, source, place);
        }
        touched.changed(place.path());
        if (earlier == null && source.stat().links() > 1) {
            copies.put(inode, place.host());
        }
    }

    private void makeFile(SourceTree tree, SourceTree.Found source, Place place) throws IOException {
        FileStat stat = source.stat();
        int initial = files.initialPermissions(attributes.ownerOf(stat), attributes.permissionsOf(stat), false);
        maker.enter(place.hostDirectory());
        try (FileMaker.NewFile file = maker.makeFile(place.name(), initial)) {
            file.copyContentOf(source.host(), stat.size());
            setModified(file, source);
            give(tree, source, place, file);
        }
    }

    private Optional<FileStat> existing(Place place) throws IOException {
        return place.vacant() ? Optional.empty() : files.find(place.host());
    }

    /** Removes what is in the way of a file. A directory is not removed: BuildKit refuses. */
    private void makeRoom(Place place, Optional<FileStat> existing) throws IOException {
        if (existing.isEmpty()) {
            return;
        }
        if (existing.get().isDirectory()) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "cannot replace to directory /" + place.path() + " with file",
                    "The destination has a directory of that name. Remove it in an earlier step, or copy elsewhere.");
        }
        files.unlink(place.host());
    }

    private boolean isThereAlready(SourceTree tree, SourceTree.Found source, Place place, FileStat there)
            throws IOException {
        FileStat from = source.stat();
        return there.isRegularFile()
                && there.links() == 1
                && from.links() == 1
                && there.size() == from.size()
                && there.modifiedSeconds() == from.modifiedSeconds()
                && there.permissions() == attributes.permissionsOf(from)
                && new Accounts.Owner(there.uid(), there.gid()).equals(attributes.ownerOf(from))
                && files.attributes(place.host()).isEmpty()
                && tree.attributes(source).isEmpty()
                && sameContent(source.host(), place.host());
    }

    private static boolean sameContent(String one, String other) throws IOException {
        try (InputStream first = LinuxFiles.read(one);
                InputStream second = LinuxFiles.read(other)) {
            byte[] a;
            do {
                a = first.readNBytes(1 << 16);
                if (!Arrays.equals(a, second.readNBytes(1 << 16))) {
                    return false;
                }
            } while (a.length > 0);
            return true;
        }
    }

    private void give(SourceTree tree, SourceTree.Found source, Place place, FileHandle file) throws IOException {
        FileStat stat = source.stat();
        files.give(
                place.host(), file, attributes.ownerOf(stat), attributes.permissionsOf(stat), tree.attributes(source));
    }

    private static void setModified(FileHandle file, SourceTree.Found source) throws IOException {
        file.setModified(source.stat().modifiedSeconds(), source.stat().modifiedNanos());
    }

    private static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    private static BuildException vanished(String path) {
        return new BuildException(
                BuildException.Kind.USER,
                "\"/" + path + "\" was there a moment ago and is gone",
                "Nothing may change the build context while it is being built.");
    }
}
