package io.kaniko.core.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.tar.Entries;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A root without privileges, whoever runs the tests: it never asks the disk for an owner. */
class RootFilesTest {

    @TempDir
    private Path directory;

    private StageRoot root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = unprivileged("root");
    }

    private StageRoot unprivileged(String name) throws IOException {
        return new StageRoot(Files.createDirectory(directory.resolve(name)), new RootFiles(false));
    }

    private String host(String path) {
        return root.hostPath(path);
    }

    private FileStat seen(String path) throws IOException {
        return root.files().lstat(host(path));
    }

    private List<Integer> attributes(String path) throws IOException {
        return attributes(seen(path));
    }

    private static List<Integer> attributes(FileStat stat) {
        return List.of(stat.uid(), stat.gid(), stat.permissions());
    }

    private void write(String path) throws IOException {
        LinuxFiles.create(host(path), 0600).close();
    }

    private static Entries.Read owned(TarEntry entry, int mode, int uid, int gid) {
        return Entries.plain(Entries.withOwner(Entries.withPermissions(entry, mode), uid, gid));
    }

    private void apply(Entries.Read... entries) throws IOException {
        byte[] archive = Entries.archive(entries);
        new LayerExtractor(root, new DigestRecord())
                .apply(new ByteArrayInputStream(archive), Digest.of(archive), "sha256:abc");
    }

    @Test
    void aFileIsRootsUnlessItIsGivenAway() throws IOException {
        write("mine");
        write("theirs");
        root.files().setOwner(host("mine"), Accounts.Owner.ROOT);
        root.files().setOwner(host("theirs"), new Accounts.Owner(33, 44));

        assertThat(attributes("mine")).containsExactly(0, 0, 0600);
        assertThat(attributes("theirs")).containsExactly(33, 44, 0600);
        assertThat(LinuxFiles.lstat(host("theirs")).uid())
                .isEqualTo(LinuxFiles.lstat(host("mine")).uid());
    }

    @Test
    void aDirectoryThatForbidsEverythingCanStillBeFilled() throws IOException {
        apply(
                owned(Entries.directory("closed"), 0, 5, 6),
                owned(Entries.file("closed/secret", "").entry(), 0, 7, 8),
                owned(Entries.directory("shared"), 02750, 0, 50));

        assertThat(attributes("closed")).containsExactly(5, 6, 0);
        assertThat(attributes("closed/secret")).containsExactly(7, 8, 0);
        assertThat(attributes("shared")).containsExactly(0, 50, 02750);
        assertThat(LinuxFiles.lstat(host("closed")).permissions()).isEqualTo(0700);
        assertThat(LinuxFiles.lstat(host("closed/secret")).permissions()).isEqualTo(0600);
        assertThat(LinuxFiles.lstat(host("shared")).permissions()).isEqualTo(0750);
    }

    @Test
    void resolvingAPathTellsTheImagesAttributes() throws IOException {
        apply(owned(Entries.directory("d"), 0500, 9, 9));

        assertThat(attributes(root.resolve("/d", true).stat().orElseThrow())).containsExactly(9, 9, 0500);
    }

    @Test
    void anotherFileOfTheSamePathIsNotTheOneThatWasGivenAway() throws IOException {
        apply(
                owned(Entries.directory("d"), 0755, 1, 1),
                owned(Entries.file("d/f", "").entry(), 0, 2, 2));
        root.files().deleteTree(host("d"));
        LinuxFiles.makeDirectory(host("d"), 0755);
        write("d/f");

        assertThat(attributes("d")).containsExactly(0, 0, 0755);
        assertThat(attributes("d/f")).containsExactly(0, 0, 0600);
    }

    @Test
    void everyNameOfAFileHasItsAttributes() throws IOException {
        apply(owned(Entries.file("one", "").entry(), 04711, 3, 4), Entries.plain(Entries.hardLink("two", "one")));

        assertThat(attributes("two")).containsExactly(3, 4, 04711);
    }

    @Test
    void aCopyHasTheAttributesOfItsSource() throws IOException {
        TreeMap<String, byte[]> capability = new TreeMap<>(
                Map.of("security.capability", new byte[] {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
        apply(
                owned(Entries.directory("d"), 0555, 1, 2),
                new Entries.Read(
                        Entries.withAttributes(
                                Entries.withOwner(Entries.file("d/ping", "text").entry(), 3, 4), capability),
                        "text".getBytes(StandardCharsets.UTF_8)),
                owned(Entries.link("d/link", "ping"), 0777, 5, 6));
        StageRoot copy = unprivileged("copy");
        new TreeCopier(copy, CopyAttributes.KEEP, new TouchedPaths()).copyAll(new SourceTree(root, PathFilter.NONE));

        for (String path : List.of("d", "d/ping", "d/link")) {
            assertThat(attributes(copy.files().lstat(copy.hostPath(path))))
                    .as(path)
                    .isEqualTo(attributes(path));
        }
        assertThat(copy.files().attributes(copy.hostPath("d/ping")).get("security.capability"))
                .satisfies(value -> assertThat(Arrays.copyOf(value, 8))
                        .isEqualTo(Arrays.copyOf(capability.get("security.capability"), 8)));
    }

    @Test
    void whatIsStackedOnAnotherTreeKeepsItsAttributes() throws IOException {
        apply(
                owned(Entries.directory("d"), 0755, 1, 1),
                owned(Entries.file("d/f", "").entry(), 0640, 2, 2));
        StageRoot lower = root;
        root = unprivileged("upper");
        apply(
                owned(Entries.directory("d"), 01700, 3, 3),
                owned(Entries.file("d/f", "").entry(), 0200, 4, 4),
                owned(Entries.directory("e"), 0, 5, 5));
        new TreeMerger(lower, new TouchedPaths()).merge(root);
        root = lower;

        assertThat(attributes("d")).containsExactly(3, 3, 01700);
        assertThat(attributes("d/f")).containsExactly(4, 4, 0200);
        assertThat(attributes("e")).containsExactly(5, 5, 0);
    }

    @Test
    void anArchiveBelowADirectoryIsPartOfTheSameRoot() throws IOException {
        root.makeDirectories("/unpacked", 0755, 0, 0);
        byte[] archive = Entries.archive(
                owned(Entries.file("f", "").entry(), 0400, 11, 12), owned(Entries.directory("d"), 0555, 13, 14));
        ArchiveExtractor.forAdd(root, "unpacked", Optional.empty()).extract(new ByteArrayInputStream(archive), "a.tar");

        assertThat(attributes("unpacked/f")).containsExactly(11, 12, 0400);
        assertThat(attributes("unpacked/d")).containsExactly(13, 14, 0555);
    }

    @Test
    void aSnapshotSeesTheImagesAttributes() throws IOException {
        apply(
                owned(Entries.directory("d"), 0711, 1, 2),
                owned(Entries.file("d/f", "").entry(), 0, 3, 4));
        TreeMap<String, List<Integer>> walked = new TreeMap<>();
        new StageTree(root, path -> false, new DigestRecord()).walk((path, stat) -> walked.put(path, attributes(stat)));

        assertThat(walked)
                .containsExactlyEntriesOf(new TreeMap<>(Map.of("d", List.of(1, 2, 0711), "d/f", List.of(3, 4, 0))));
    }

    @Test
    void whatTheDiskTakesIsNotRemembered() throws IOException {
        StageRoot privileged =
                new StageRoot(Files.createDirectory(directory.resolve("privileged")), new RootFiles(true));
        LinuxFiles.create(privileged.hostPath("f"), 0600).close();
        privileged.files().setOwner(privileged.hostPath("f"), new Accounts.Owner(33, 44));
        privileged.files().setPermissions(privileged.hostPath("f"), 06111);
        privileged.files().makeNode(privileged.hostPath("fifo"), FileType.FIFO, 0);

        assertThat(attributes(LinuxFiles.lstat(privileged.hostPath("f")))).containsExactly(33, 44, 06111);
        assertThat(privileged.files().differFromDisk()).isFalse();
    }
}
