package io.kaniko.core.rootfs;

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

    private record Inode(long device, long inode) {}

    /** A place in the target: the path in the image and on this machine. */
    private record Place(String path, String host) {
        Place child(String name) {
            return new Place(path.isEmpty() ? name : path + "/" + name, host + "/" + name);
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
        if (source.stat().isDirectory()) {
            if (resolved.stat().isEmpty()) {
                makeDirectories(resolved.relative());
            }
            copyEntry(tree, source, new Place(resolved.relative(), resolved.host()), false);
        } else if (intoDirectory) {
            copyEntry(tree, source, new Place(resolved.relative(), resolved.host()).child(name), true);
        } else {
            makeDirectories(parentOf(resolved.relative()));
            copyEntry(tree, source, new Place(resolved.relative(), resolved.host()), true);
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
        Place place = new Place(resolved.relative(), resolved.host());
        String[] names = path.split("/");
        String walked = pivot;
        for (int i = 0; i < names.length; i++) {
            if (names[i].isEmpty()) {
                continue;
            }
            walked = walked.isEmpty() ? names[i] : walked + "/" + names[i];
            String missing = walked;
            SourceTree.Found found = tree.find(walked, false).orElseThrow(() -> vanished(missing));
            place = place.child(names[i]);
            if (i < names.length - 1 && found.stat().isDirectory()) {
                makeDirectory(tree, found, place, false);
            } else {
                copyEntry(tree, found, place, true);
            }
        }
    }

    /** Copies everything below a directory onto the root, attributes of directories included. */
    public void copyAll(SourceTree tree) throws IOException {
        SourceTree.Found root = tree.find("", true).orElseThrow(() -> vanished(""));
        copyEntry(tree, root, new Place("", target.directory()), true);
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
                makeRoom(place);
                LinuxFiles.makeLink(linkTarget, place.host());
                finish(tree, source, place);
            }
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET -> {
                makeRoom(place);
                files.makeNode(place.host(), source.stat().type(), source.stat().deviceNumber());
                finish(tree, source, place);
            }
        }
    }

    private void copyDirectory(SourceTree tree, SourceTree.Found source, Place place, boolean overwriteAttributes)
            throws IOException {
        boolean setAttributes = makeDirectory(tree, source, place, overwriteAttributes);
        for (SourceTree.Found child : tree.children(source)) {
            String name = child.path().substring(child.path().lastIndexOf('/') + 1);
            copyEntry(tree, child, place.child(name), true);
        }
        if (setAttributes) {
            LinuxFiles.setModified(
                    place.host(), source.stat().modifiedSeconds(), source.stat().modifiedNanos());
        }
    }

    /** Makes or adjusts one directory; says whether it took the source's attributes. */
    private boolean makeDirectory(SourceTree tree, SourceTree.Found source, Place place, boolean overwriteAttributes)
            throws IOException {
        Optional<FileStat> existing = files.find(place.host());
        if (existing.isEmpty()) {
            LinuxFiles.makeDirectory(place.host(), 0700);
        } else if (!existing.get().isDirectory()) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "cannot copy to non-directory: /" + place.path(),
                    "The destination has a file or a link where the source has a directory. Remove it in an earlier"
                            + " step, or copy elsewhere.");
        } else if (!overwriteAttributes) {
            return false;
        }
        Accounts.Owner owner = attributes.ownerOf(source.stat());
        int permissions = attributes.permissionsOf(source.stat());
        if (existing.isEmpty()
                || existing.get().uid() != owner.uid()
                || existing.get().gid() != owner.gid()
                || existing.get().permissions() != permissions) {
            setAttributes(tree, source, place, owner, permissions);
            touched.changed(place.path());
        }
        return true;
    }

    private void copyFile(SourceTree tree, SourceTree.Found source, Place place) throws IOException {
        Inode inode = new Inode(source.stat().device(), source.stat().inode());
        String earlier = source.stat().links() > 1 ? copies.get(inode) : null;
        if (earlier == null && isThereAlready(tree, source, place)) {
            return;
        }
        makeRoom(place);
        if (earlier != null) {
            files.hardLink(earlier, place.host());
            touched.changed(place.path());
            return;
        }
        LinuxFiles.copyContent(source.host(), place.host(), 0600);
        finish(tree, source, place);
        if (source.stat().links() > 1) {
            copies.put(inode, place.host());
        }
    }

    /** Removes what is in the way of a file. A directory is not removed: BuildKit refuses. */
    private void makeRoom(Place place) throws IOException {
        Optional<FileStat> existing = files.find(place.host());
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

    private boolean isThereAlready(SourceTree tree, SourceTree.Found source, Place place) throws IOException {
        FileStat there = files.find(place.host()).orElse(null);
        FileStat from = source.stat();
        return there != null
                && there.isRegularFile()
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

    private void finish(SourceTree tree, SourceTree.Found source, Place place) throws IOException {
        setAttributes(tree, source, place, attributes.ownerOf(source.stat()), attributes.permissionsOf(source.stat()));
        LinuxFiles.setModified(
                place.host(), source.stat().modifiedSeconds(), source.stat().modifiedNanos());
        touched.changed(place.path());
    }

    /** The owner first: changing it takes setuid, setgid and file capabilities away. */
    private void setAttributes(
            SourceTree tree, SourceTree.Found source, Place place, Accounts.Owner owner, int permissions)
            throws IOException {
        files.setOwner(place.host(), owner);
        if (!source.stat().isSymbolicLink()) {
            files.setPermissions(place.host(), permissions);
            for (Map.Entry<String, byte[]> attribute : tree.attributes(source).entrySet()) {
                files.setAttribute(place.host(), attribute.getKey(), attribute.getValue());
            }
        }
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
