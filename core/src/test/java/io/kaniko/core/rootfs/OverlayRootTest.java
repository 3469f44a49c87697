package io.kaniko.core.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.OverlayMount;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real overlays. What was touched is compared with walks by the tests of the snapshot modes. */
class OverlayRootTest {

    @TempDir
    private Path temporary;

    private final List<OverlayRoot> mounted = new ArrayList<>();
    private OverlayAbility ability;
    private Path base;

    @BeforeEach
    void fill() throws IOException {
        ability = OverlayAbility.probe(temporary.resolve("probe"));
        base = Files.createDirectories(temporary.resolve("bases/0"));
        Files.createDirectory(base.resolve("etc"));
        Files.writeString(base.resolve("etc/passwd"), "root");
        LinuxFiles.setPermissions(base.toString(), 0711);
        LinuxFiles.setModified(base.toString(), 12345, 678);
    }

    @AfterEach
    void unmount() throws IOException {
        for (OverlayRoot root : mounted) {
            root.close();
        }
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(temporary.toString());
        LinuxFiles.deleteTree(temporary.resolve("stages").toString());
    }

    private OverlayRoot mount(int stage, List<Path> lowers) throws IOException {
        OverlayRoot root = OverlayRoot.mount(temporary.resolve("stages/" + stage), ability, lowers);
        mounted.add(root);
        return root;
    }

    private static Path file(OverlayRoot root, String path) {
        return Path.of(root.root().hostPath(path));
    }

    @Test
    void probingLeavesNothing() {
        assertThat(temporary.resolve("probe")).doesNotExist();
    }

    @Test
    void stagesShareABaseAndNotWhatTheyWrite() throws IOException {
        OverlayRoot one = mount(0, List.of(base));
        OverlayRoot other = mount(1, List.of(base));
        Files.writeString(file(one, "etc/passwd"), "one");
        Files.delete(file(other, "etc/passwd"));

        assertThat(file(one, "etc/passwd")).hasContent("one");
        assertThat(file(other, "etc/passwd")).doesNotExist();
        assertThat(base.resolve("etc/passwd")).hasContent("root");
    }

    @Test
    void theRootHasTheAttributesOfItsBase() throws IOException {
        OverlayRoot root = mount(0, List.of(base));
        for (int i = 0; i < 2; i++) {
            FileStat stat = LinuxFiles.lstat(root.root().directory());
            assertThat(stat.permissions()).isEqualTo(0711);
            assertThat(stat.modifiedSeconds()).isEqualTo(12345);
            assertThat(stat.modifiedNanos()).isEqualTo(678);
            Files.writeString(file(root, "etc/new" + i), "");
            root.freeze();
        }
    }

    @Test
    void aStageGoesOnWhereAnotherOneEnded() throws IOException {
        OverlayRoot below = mount(0, List.of(base));
        Files.writeString(file(below, "etc/new"), "new");
        Files.delete(file(below, "etc/passwd"));
        below.freeze();
        OverlayRoot above = mount(1, below.layers());
        Files.writeString(file(above, "etc/new"), "newer");

        assertThat(file(above, "etc/passwd")).doesNotExist();
        assertThat(file(below, "etc/new")).hasContent("new");
    }

    @Test
    void aStageMayBeginWithNothing() throws IOException {
        OverlayRoot root = mount(0, List.of());
        assertThat(LinuxFiles.list(root.root().directory())).isEmpty();
        assertThat(LinuxFiles.lstat(root.root().directory()).permissions()).isEqualTo(0755);
    }

    @Test
    void thereIsNoLimitOfSteps() throws IOException {
        OverlayRoot root = mount(0, List.of(base));
        LinuxFiles.hardLink(root.root().hostPath("etc/passwd"), root.root().hostPath("etc/linked"));
        int steps = OverlayMount.MOST_LOWERS + 5;
        for (int step = 0; step < steps; step++) {
            Files.writeString(file(root, "file" + step), "text " + step);
            Files.deleteIfExists(file(root, "file" + (step - 3)));
            root.freeze();
        }

        assertThat(root.layers().size()).isLessThan(OverlayMount.MOST_LOWERS);
        assertThat(LinuxFiles.list(root.root().directory()))
                .containsExactly("etc", "file" + (steps - 3), "file" + (steps - 2), "file" + (steps - 1));
        assertThat(LinuxFiles.lstat(root.root().hostPath("etc/linked")).links()).isEqualTo(2);
        assertThat(LinuxFiles.lstat(root.root().directory()).permissions()).isEqualTo(0711);
    }

    @Test
    void digestsCountWhenFilesHaveBecomeALayer() throws IOException {
        DigestRecord digests = new DigestRecord();
        OverlayRoot root = mount(0, List.of(base));
        Files.writeString(file(root, "new"), "new");
        digests.record("new", LinuxFiles.lstat(root.root().hostPath("new")), new byte[32]);
        root.freeze();

        FileStat now = LinuxFiles.lstat(root.root().hostPath("new"));
        assertThat(DigestRecord.above(digests).find("new", now)).isPresent();
    }

    @Test
    void aTreeOfAnotherFileSystemIsStackedByCopying() throws IOException {
        Path fresh = Files.createDirectory(temporary.resolve("fresh"));
        Files.createDirectory(fresh.resolve("etc"));
        Files.writeString(fresh.resolve("etc/passwd"), "copied");
        Files.createLink(fresh.resolve("linked"), fresh.resolve("etc/passwd"));
        LinuxFiles.setModified(fresh.resolve("etc/passwd").toString(), 77, 5);
        OverlayRoot root = mount(0, List.of(base));
        TouchedPaths touched = new TouchedPaths();

        new TreeMerger(root.root(), touched).merge(new StageRoot(fresh));

        assertThat(touched.changes().changed()).containsExactly("etc", "etc/passwd", "linked");
        assertThat(file(root, "etc/passwd")).hasContent("copied");
        FileStat stat = LinuxFiles.lstat(root.root().hostPath("etc/passwd"));
        assertThat(stat.modifiedSeconds()).isEqualTo(77);
        assertThat(LinuxFiles.lstat(root.root().hostPath("linked")).inode()).isEqualTo(stat.inode());
    }
}
