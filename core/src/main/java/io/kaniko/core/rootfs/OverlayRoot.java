package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.LinuxMounts;
import io.kaniko.core.nativeio.OverlayMount;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.TouchedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A stage root that is a mount: directories that others filled lie below, and one of its own on top takes what is written.
 * What lies below can be shared by stages, and the top one alone tells what was touched since {@link #freeze}.
 *
 * <p>Its directory holds {@code rootfs}, on which it is mounted, {@code layers}, the work areas of the kernel, and
 * {@code before}, on which the layers below are mounted by themselves. Nobody else may use the root while it is frozen
 * or closed.
 */
public final class OverlayRoot implements AutoCloseable {

    private static final String ROOT = "rootfs";
    private static final String BEFORE = "before";

    private final Path directory;
    private final OverlayAbility ability;
    private final StageRoot root;
    /** The uppermost first; absolute. */
    private final List<Path> lowers;

    private int made;
    private Path upper;
    private boolean mounted;
    private boolean beforeMounted;

    private OverlayRoot(Path directory, OverlayAbility ability, List<Path> lowers) {
        this.directory = directory;
        this.ability = ability;
        this.root = new StageRoot(directory.resolve(ROOT));
        this.lowers = new ArrayList<>(lowers);
        this.upper = layer(0);
    }

    /**
     * Mounts a root.
     *
     * @param directory the root's own, on the file system on which the lower directories lie, too
     * @param lowers the uppermost first, as {@link #layers} of another root returns them; may be none
     */
    public static OverlayRoot mount(Path directory, OverlayAbility ability, List<Path> lowers) throws IOException {
        Files.createDirectories(directory.resolve("layers"));
        Files.createDirectories(directory.resolve(ROOT));
        OverlayRoot overlay = new OverlayRoot(directory, ability, lowers);
        if (lowers.isEmpty()) {
            Path nothing = Files.createDirectory(directory.resolve("nothing"));
            LinuxFiles.setPermissions(nothing.toString(), 0755);
            overlay.lowers.add(nothing);
        }
        overlay.mountAbove(overlay.lowers.getFirst());
        return overlay;
    }

    /** The root that is seen. */
    public StageRoot root() {
        return root;
    }

    /**
     * Makes what was written so far a layer that stays as it is. From here on counts what is {@linkplain #touched
     * touched}.
     */
    public void freeze() throws IOException {
        if (LinuxFiles.list(upper.toString()).isEmpty()) {
            return;
        }
        if (lowers.size() == OverlayMount.MOST_LOWERS) {
            flatten();
            return;
        }
        unmount();
        lowers.addFirst(upper);
        mountAbove(upper);
    }

    /** The kernel stacks no more: the next layer is a copy of all that is seen. */
    private void flatten() throws IOException {
        Path whole = Files.createDirectory(layer(++made));
        new TreeCopier(new StageRoot(whole), CopyAttributes.KEEP, new TouchedPaths())
                .copyAll(new SourceTree(root, PathFilter.NONE));
        unmount();
        lowers.add(upper);
        for (Path layer : lowers) {
            if (layer.startsWith(directory)) {
                LinuxFiles.deleteTree(layer.toString());
            }
        }
        lowers.clear();
        lowers.add(whole);
        mountAbove(whole);
    }

    /** What another root can be mounted upon. This one must be frozen, and may not be written to any more. */
    public List<Path> layers() {
        return List.copyOf(lowers);
    }

    /**
     * What was touched since this root was frozen or mounted.
     *
     * @param ignored told a root-relative path that shall not appear, with all below; by several threads at once
     * @param digests what is known of the content of the files below
     */
    public TouchedFiles touched(Predicate<String> ignored, DigestRecord digests) {
        return new OverlayTouches(this, ability.attribute("opaque"), ignored, digests);
    }

    Path upper() {
        return upper;
    }

    /** What was there when this root was frozen or mounted. */
    StageRoot before() throws IOException {
        if (lowers.size() == 1) {
            return new StageRoot(lowers.getFirst());
        }
        Path target = directory.resolve(BEFORE);
        if (!beforeMounted) {
            Files.createDirectories(target);
            overlay(Optional.empty()).mount(BEFORE);
            beforeMounted = true;
        }
        return new StageRoot(target);
    }

    private Path layer(int number) {
        return directory.resolve("layers").resolve(Integer.toString(number));
    }

    private void mountAbove(Path below) throws IOException {
        upper = Files.createDirectory(layer(++made));
        takeAttributes(below.toString(), upper.toString());
        Path work = Files.createDirectory(directory.resolve("work-" + made));
        overlay(Optional.of(new OverlayMount.Writable(name(upper), name(work)))).mount(ROOT);
        mounted = true;
    }

    /** The uppermost directory gives the root its attributes. */
    private static void takeAttributes(String from, String to) throws IOException {
        FileStat stat = LinuxFiles.lstat(from);
        LinuxFiles.setOwner(to, stat.uid(), stat.gid());
        LinuxFiles.setPermissions(to, stat.permissions());
        for (Map.Entry<String, byte[]> attribute : LinuxFiles.attributes(from).entrySet()) {
            if (!OverlayAbility.isOwnAttribute(attribute.getKey())) {
                LinuxFiles.setAttribute(to, attribute.getKey(), attribute.getValue());
            }
        }
        LinuxFiles.setModified(to, stat.modifiedSeconds(), stat.modifiedNanos());
    }

    private OverlayMount overlay(Optional<OverlayMount.Writable> writable) {
        return ability.overlay(
                directory.toString(), lowers.stream().map(this::name).toList(), writable);
    }

    private String name(Path path) {
        return directory.relativize(path).toString();
    }

    private void unmount() throws IOException {
        if (beforeMounted) {
            LinuxMounts.unmount(directory.resolve(BEFORE).toString());
            beforeMounted = false;
        }
        if (mounted) {
            LinuxMounts.unmount(root.directory());
            mounted = false;
        }
    }

    /** Takes the mounts away; the directories stay. */
    @Override
    public void close() throws IOException {
        unmount();
    }
}
