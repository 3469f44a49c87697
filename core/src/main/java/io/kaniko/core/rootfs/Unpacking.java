package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One archive on its way to disk: finds the place of every entry below the root, whatever its name and the links on the
 * way say, carries out whiteouts, and leaves the writing to the {@link EntryWriter}.
 *
 * <p>A whiteout hides what was there before the archive and nothing that the archive brings, wherever it stands in it.
 */
final class Unpacking {

    private final StageRoot root;
    private final EntryWriter writer;
    private final UnpackWitness witness;
    private final ParentDirectories parents;
    /** What this archive has brought, and the directories that lie above it. */
    private final Set<String> fresh = new HashSet<>();

    Unpacking(StageRoot root, EntryWriter writer, UnpackWitness witness) {
        this.root = root;
        this.writer = writer;
        this.witness = witness;
        this.parents = new ParentDirectories(root, writer.times());
    }

    /**
     * Writes a file, or makes a hard link.
     *
     * @param path of the entry, {@linkplain ParentDirectories#clean clean} and not empty
     */
    void write(String path, TarEntry entry, InputStream content, Accounts.Owner owner) throws IOException {
        String place = place(path);
        Optional<String> partner =
                entry.hardLink() ? Optional.of(place(ImagePath.clean(entry.linkTarget()))) : Optional.empty();
        EntryWriter.Effect effect = writer.write(place, entry, content, owner, partner);
        if (effect.changesWays()) {
            parents.forget();
        }
        if (effect.removed()) {
            parents.removed(place);
            witness.deleted(place);
        }
        if (entry.isDirectory()) {
            parents.remember(place);
        }
        witness.changed(place);
        addFresh(place);
    }

    /** Does what a whiteout says. {@code path} is its own; where its directory is not there, nothing is to be hidden. */
    void hide(String path, Whiteout whiteout) throws IOException {
        StageRoot.ResolvedPath directory = root.resolve(path.substring(0, Math.max(0, path.lastIndexOf('/'))), true);
        if (directory.isDirectory()) {
            switch (whiteout) {
                case Whiteout.Bookkeeping bookkeeping -> {}
                case Whiteout.Hides one -> hidePlace(child(directory.relative(), one.name()));
                case Whiteout.HidesAll all -> hideChildren(directory.relative());
            }
            parents.forget();
        }
    }

    /** Puts the finishing touches to directories. */
    void finish() throws IOException {
        writer.finish();
    }

    private String place(String path) throws IOException {
        List<String> made = new ArrayList<>();
        String place = parents.place(path, made);
        for (String directory : made) {
            witness.changed(directory);
            addFresh(directory);
        }
        return place;
    }

    private void addFresh(String place) {
        String path = place;
        while (!path.isEmpty() && fresh.add(path)) {
            path = path.substring(0, Math.max(0, path.lastIndexOf('/')));
        }
    }

    private void hidePlace(String place) throws IOException {
        String host = root.hostPath(place);
        Optional<FileStat> stat = LinuxFiles.find(host);
        if (stat.isEmpty()) {
            return;
        }
        if (!fresh.contains(place)) {
            writer.times().keepParentOf(place);
            writer.remove(place, stat.get());
            parents.removed(place);
            witness.deleted(place);
        } else if (stat.get().isDirectory()) {
            hideChildren(place);
        }
    }

    private void hideChildren(String directory) throws IOException {
        for (String name : LinuxFiles.list(root.hostPath(directory))) {
            hidePlace(child(directory, name));
        }
    }

    private static String child(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }
}
