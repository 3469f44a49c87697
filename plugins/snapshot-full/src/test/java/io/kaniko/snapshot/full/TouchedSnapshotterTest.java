package io.kaniko.snapshot.full;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.nativeio.DeviceNumber;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.OverlayAbility;
import io.kaniko.core.rootfs.OverlayRoot;
import io.kaniko.core.rootfs.StageTree;
import io.kaniko.spi.Changes;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileTree;
import io.kaniko.spi.FileType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On overlay file systems: looking at what was touched must find what a walk through everything finds. */
class TouchedSnapshotterTest {

    private static final int ROUNDS = 120;
    private static final int CHANGES_A_ROUND = 12;

    @TempDir
    private Path temporary;

    private final DigestRecord digests = new DigestRecord();
    private OverlayRoot overlay;
    private FileTree tree;
    private TouchedSnapshotter touched;
    private FullSnapshotter walking;

    @BeforeEach
    void mount() throws IOException {
        Path base = Files.createDirectories(temporary.resolve("bases/0"));
        for (String directory : List.of("a", "a/b", "a/b/c", "d", "e")) {
            Files.createDirectory(base.resolve(directory));
            for (int file = 0; file < 3; file++) {
                Files.writeString(base.resolve(directory).resolve("f" + file), directory + file);
            }
        }
        Files.createLink(base.resolve("e/linked"), base.resolve("d/f0"));
        Files.createSymbolicLink(base.resolve("link"), Path.of("a"));
        overlay = OverlayRoot.mount(
                temporary.resolve("stages/0"), OverlayAbility.probe(temporary.resolve("probe")), List.of(base));
        tree = new StageTree(overlay.root(), path -> false, digests);
        touched = new TouchedSnapshotter(tree, overlay.touched(path -> false, digests));
        walking = new FullSnapshotter(tree);
    }

    @AfterEach
    void unmount() throws IOException {
        overlay.close();
    }

    private String host(String path) {
        return overlay.root().hostPath(path);
    }

    private void baseline() throws IOException {
        overlay.freeze();
        // Core knows the content of all files that it has written to layers.
        tree.walk((path, stat) -> {
            if (stat.isRegularFile()) {
                digests.record(path, stat, new FileReader(tree).digest(path));
            }
        });
        touched.baseline();
        walking.baseline();
    }

    private void expect(List<String> changed, List<String> deleted) throws IOException {
        Changes expected = new Changes(new TreeSet<>(changed), new TreeSet<>(deleted));
        assertThat(touched.changes()).isEqualTo(expected);
        assertThat(walking.changes()).isEqualTo(expected);
    }

    @Test
    void findsWhatAWalkFindsWhateverHappens() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            refill("r" + round);
            baseline();
            Random random = new Random(round);
            List<String> done = new ArrayList<>();
            for (int change = 0; change < CHANGES_A_ROUND; change++) {
                done.add(change(random));
            }
            Changes found = touched.changes();
            assertThat(found).as("round %s: %s", round, done).isEqualTo(walking.changes());
        }
    }

    @Test
    void whatIsAsItWasHasNotChanged() throws IOException {
        baseline();
        FileStat before = LinuxFiles.lstat(host("a/f1"));
        Files.writeString(Path.of(host("a/f1")), "a1");
        LinuxFiles.setModified(host("a/f1"), before.modifiedSeconds(), before.modifiedNanos());
        LinuxFiles.setPermissions(host("d"), 0700);
        LinuxFiles.setPermissions(host("d"), 0755);
        Files.writeString(Path.of(host("a/b/new")), "");
        Files.delete(Path.of(host("a/b/new")));
        expect(List.of(), List.of());
    }

    @Test
    void anEditOfTheSameSizeAndTimeIsSeen() throws IOException {
        baseline();
        FileStat before = LinuxFiles.lstat(host("a/f1"));
        Files.writeString(Path.of(host("a/f1")), "1a");
        LinuxFiles.setModified(host("a/f1"), before.modifiedSeconds(), before.modifiedNanos());
        expect(List.of("a/f1"), List.of());
    }

    @Test
    void aDirectoryThatWasMadeAnewHidesWhatWasInIt() throws IOException {
        baseline();
        LinuxFiles.deleteTree(host("a"));
        LinuxFiles.makeDirectory(host("a"), 0755);
        LinuxFiles.makeDirectory(host("a/b"), 0755);
        Files.writeString(Path.of(host("a/b/f1")), "other");
        expect(List.of("a/b/f1"), List.of("a/b/c", "a/b/f0", "a/b/f2", "a/f0", "a/f1", "a/f2"));
    }

    @Test
    void aLinkInTheWayIsNotFollowed() throws IOException {
        baseline();
        Files.delete(Path.of(host("link")));
        LinuxFiles.makeDirectory(host("link"), 0755);
        Files.writeString(Path.of(host("link/f0")), "a0");
        expect(List.of("link", "link/f0"), List.of());
    }

    @Test
    void aNewNameOfAFileIsInOneLayerWithTheOldOne() throws IOException {
        baseline();
        Files.createLink(Path.of(host("another")), Path.of(host("a/f2")));
        expect(List.of("a/f2", "another"), List.of());
    }

    /** So that there is always something to delete. */
    private void refill(String directory) throws IOException {
        for (String each : List.of(directory, directory + "/x", directory + "/x/y")) {
            LinuxFiles.makeDirectory(host(each), 0755);
            for (int file = 0; file < 3; file++) {
                Files.writeString(Path.of(host(each + "/f" + file)), each + file);
            }
        }
    }

    /** One step that a process might do; what is impossible at this moment is left out. */
    private String change(Random random) throws IOException {
        List<String> paths = new ArrayList<>();
        tree.walk((path, stat) -> paths.add(path));
        paths.sort(null);
        String path = paths.get(random.nextInt(paths.size()));
        FileStat stat = LinuxFiles.lstat(host(path));
        String directory = stat.isDirectory() ? path : "";
        String fresh = (directory.isEmpty() ? "" : directory + "/") + "n" + random.nextInt(4);
        boolean free = LinuxFiles.find(host(fresh)).isEmpty();
        int kind = random.nextInt(14);
        switch (kind) {
            case 0 -> LinuxFiles.deleteTree(host(path));
            case 1 -> {
                if (stat.isRegularFile()) {
                    Files.writeString(Path.of(host(path)), "text " + random.nextInt(3));
                }
            }
            case 2 -> {
                if (stat.isRegularFile()) {
                    // The same bytes, and the same time.
                    Files.writeString(Path.of(host(path)), Files.readString(Path.of(host(path))));
                    LinuxFiles.setModified(host(path), stat.modifiedSeconds(), stat.modifiedNanos());
                }
            }
            case 3 -> {
                if (!stat.isSymbolicLink()) {
                    LinuxFiles.setPermissions(host(path), random.nextBoolean() ? 0700 : 0755);
                }
            }
            case 4 -> LinuxFiles.setOwner(host(path), random.nextInt(2), 0);
            case 5 -> LinuxFiles.setModified(host(path), random.nextInt(2), 0);
            case 6 -> {
                if (!stat.isSymbolicLink()) {
                    LinuxFiles.setAttribute(host(path), "trusted.test", new byte[] {(byte) random.nextInt(2)});
                }
            }
            case 7 -> {
                if (free) {
                    LinuxFiles.makeDirectory(host(fresh), 0755);
                }
            }
            case 8 -> {
                if (free) {
                    Files.writeString(Path.of(host(fresh)), "new");
                }
            }
            case 9 -> {
                if (free && stat.isRegularFile()) {
                    LinuxFiles.hardLink(host(path), host(fresh));
                }
            }
            case 10 -> {
                if (free) {
                    LinuxFiles.makeLink("target" + random.nextInt(2), host(fresh));
                }
            }
            case 11 -> {
                if (free) {
                    LinuxFiles.makeNode(
                            host(fresh),
                            FileType.CHARACTER_DEVICE.modeBits() | 0600,
                            DeviceNumber.of(1, 3 + random.nextInt(2)));
                }
            }
            case 12 -> {
                // Something of another type, or the same anew.
                LinuxFiles.deleteTree(host(path));
                if (random.nextBoolean()) {
                    LinuxFiles.makeDirectory(host(path), 0755);
                } else {
                    Files.writeString(Path.of(host(path)), "instead");
                }
            }
            default -> {
                if (free && !stat.isDirectory()) {
                    LinuxFiles.rename(host(path), host(fresh));
                }
            }
        }
        return kind + " " + path;
    }
}
