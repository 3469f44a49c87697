package io.kaniko.core.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.tar.Entries;
import io.kaniko.core.tar.ForeignProgram;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.Changes;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives of ADD and of build contexts. */
final class ArchiveExtractorTest {

    @TempDir
    Path directory;

    private Path files;
    private StageRoot root;

    @BeforeEach
    void makeRoot() throws IOException {
        files = Files.createDirectories(directory.resolve("root"));
        Files.createDirectories(files.resolve("dest"));
        root = new StageRoot(files);
    }

    private Changes add(Entries.Read... entries) throws IOException {
        return add(Optional.empty(), entries);
    }

    private Changes add(Optional<Accounts.Owner> owner, Entries.Read... entries) throws IOException {
        return ArchiveExtractor.forAdd(root, "dest", owner)
                .extract(new ByteArrayInputStream(Entries.archive(entries)), "site.tar")
                .changes();
    }

    private Changes context(ArchiveLimits limits, Entries.Read... entries) throws IOException {
        return ArchiveExtractor.forContext(root, limits)
                .extract(new ByteArrayInputStream(Entries.archive(entries)), "context.tar")
                .changes();
    }

    private static Entries.Read dir(String path) {
        return Entries.plain(Entries.directory(path));
    }

    private static Entries.Read link(String path, String target) {
        return Entries.plain(Entries.link(path, target));
    }

    private static Entries.Read hardLink(String path, String partner) {
        return Entries.plain(Entries.hardLink(path, partner));
    }

    private List<String> tree() throws IOException {
        try (Stream<Path> all = Files.walk(files)) {
            return all.skip(1)
                    .map(path -> files.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void tellsWhatItTouched() throws IOException {
        Files.createDirectories(files.resolve("dest/old/sub"));

        Changes changes = add(
                dir("."),
                dir("d"),
                Entries.file("d/a", "1"),
                Entries.file("implied/dir/b", "2"),
                Entries.file("old", "now a file"));

        assertThat(changes.changed())
                .containsExactly(
                        "dest/d", "dest/d/a", "dest/implied", "dest/implied/dir", "dest/implied/dir/b", "dest/old");
        assertThat(changes.deleted()).isEmpty();
    }

    @Test
    void keepsOwnersAndGivesImpliedDirectoriesToRoot() throws IOException {
        add(
                Entries.plain(Entries.withOwner(Entries.directory("d"), 5, 6)),
                new Entries.Read(
                        Entries.withOwner(Entries.file("i/f", "x").entry(), 7, 8),
                        "x".getBytes(StandardCharsets.UTF_8)));

        assertThat(owner("dest/d")).isEqualTo("5:6");
        assertThat(owner("dest/i")).isEqualTo("0:0");
        assertThat(owner("dest/i/f")).isEqualTo("7:8");
        assertThat(LinuxFiles.lstat(files + "/dest/i").permissions()).isEqualTo(0755);
        assertThat(LinuxFiles.lstat(files + "/dest/i/f").modifiedSeconds()).isEqualTo(1_700_000_000L);
    }

    @Test
    void aGivenOwnerHoldsForEntriesAndTheDestinationButNotForImpliedDirectories() throws IOException {
        Changes changes =
                add(Optional.of(new Accounts.Owner(11, 12)), dir("d"), Entries.file("i/f", "x"), link("l", "d"));

        assertThat(owner("dest")).isEqualTo("11:12");
        assertThat(owner("dest/d")).isEqualTo("11:12");
        assertThat(owner("dest/i/f")).isEqualTo("11:12");
        assertThat(owner("dest/l")).isEqualTo("11:12");
        assertThat(owner("dest/i")).isEqualTo("0:0");
        assertThat(changes.changed()).contains("dest");
    }

    private String owner(String path) throws IOException {
        FileStat stat = LinuxFiles.lstat(files + "/" + path);
        return stat.uid() + ":" + stat.gid();
    }

    @Test
    void theLastOfTwoEntriesWins() throws IOException {
        add(Entries.file("a", "first"), Entries.file("a", "second"));

        assertThat(files.resolve("dest/a")).hasContent("second");
    }

    @Test
    void aDirectoryTakesThePlaceOfALink() throws IOException {
        Files.createDirectories(files.resolve("elsewhere"));
        LinuxFiles.makeLink("/elsewhere", files + "/dest/d");

        add(dir("d"), Entries.file("d/a", "1"));

        assertThat(tree()).containsExactly("dest", "dest/d", "dest/d/a", "elsewhere");
        assertThat(LinuxFiles.lstat(files + "/dest/d").isDirectory()).isTrue();
    }

    @Test
    void whiteoutsOfAddRemoveWhatWasThere() throws IOException {
        Files.writeString(files.resolve("dest/old"), "1");
        Files.createDirectories(files.resolve("dest/opaque/old"));

        Changes changes = add(
                Entries.file(".wh.old", ""), Entries.file("opaque/new", "2"), Entries.file("opaque/.wh..wh..opq", ""));

        assertThat(tree()).containsExactly("dest", "dest/opaque", "dest/opaque/new");
        assertThat(changes.deleted()).containsExactly("dest/old", "dest/opaque/old");
    }

    @Test
    void namesAndLinksOfAddAreConfinedToTheDestination() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("victim"), "safe");
        Files.writeString(files.resolve("victim"), "safe");

        add(
                Entries.file("../victim", "confined"),
                link("s", outside.toString()),
                dir("d"),
                Entries.file("d/first", "1"),
                hardLink("d", "s"),
                Entries.file("d/victim", "confined"),
                Entries.file("d/.wh.nothing", ""),
                hardLink("again", "../victim"));

        assertThat(outside.resolve("victim")).hasContent("safe");
        assertThat(files.resolve("victim")).hasContent("safe");
        assertThat(files.resolve("dest/victim")).hasContent("confined");
        assertThat(files.resolve("dest" + outside + "/victim")).hasContent("confined");
    }

    @Test
    void absoluteNamesAreConfinedToo() throws IOException {
        ForeignProgram.shell(
                directory, "printf x > passwd; tar -P --transform='s,^,/etc/,' --show-transformed -cf a.tar passwd");

        ArchiveExtractor.forAdd(root, "dest", Optional.empty())
                .extract(Files.newInputStream(directory.resolve("a.tar")), "a.tar");

        assertThat(tree()).containsExactly("dest", "dest/etc", "dest/etc/passwd");
    }

    @ParameterizedTest
    @ValueSource(strings = {".wh.", ".wh..", ".wh..."})
    void aWhiteoutThatNamesNoFileIsRefused(String name) {
        assertThatThrownBy(() -> add(Entries.file(name, "")))
                .hasMessage("cannot unpack site.tar: the whiteout \"" + name + "\" names no file");
        assertThat(files.resolve("dest")).exists();
    }

    @Test
    void keepsHardLinksNodesAndSetuidBits() throws IOException {
        add(
                new Entries.Read(
                        Entries.withPermissions(Entries.file("run", "x").entry(), 04755),
                        "x".getBytes(StandardCharsets.UTF_8)),
                hardLink("again", "run"),
                Entries.plain(Entries.of(FileType.FIFO, "fifo", 0600, 0, "")),
                Entries.plain(new TarEntry(
                        "null", FileType.CHARACTER_DEVICE, false, 0666, 0, 0, 0, 0, 0, "", 0x103, new TreeMap<>())));

        assertThat(LinuxFiles.lstat(files + "/dest/run").permissions()).isEqualTo(04755);
        assertThat(LinuxFiles.lstat(files + "/dest/again").inode())
                .isEqualTo(LinuxFiles.lstat(files + "/dest/run").inode());
        assertThat(LinuxFiles.lstat(files + "/dest/null").deviceNumber()).isEqualTo(0x103);
    }

    @Test
    void aContextMayNotLeadOut() {
        assertThatThrownBy(() -> context(ArchiveLimits.DEFAULT, Entries.file("a/../../evil", "x")))
                .isInstanceOf(BuildException.class)
                .hasMessage("cannot unpack context.tar: its entry \"a/../../evil\" leads out of the build context");
        assertThatThrownBy(() -> context(ArchiveLimits.DEFAULT, hardLink("a", "../../etc/shadow")))
                .isInstanceOf(BuildException.class)
                .hasMessage("cannot unpack context.tar: its entry \"a\" links to \"../../etc/shadow\","
                        + " which leads out of the build context");
        assertThat(directory.resolve("evil")).doesNotExist();
    }

    @Test
    void aContextMayHoldFilesThatLookLikeWhiteouts() throws IOException {
        context(ArchiveLimits.DEFAULT, Entries.file(".wh.a", "x"), Entries.file("./b", "y"));

        assertThat(tree()).containsExactly(".wh.a", "b", "dest");
    }

    @Test
    void aContextHasLimits() {
        assertThatThrownBy(() -> context(
                        new ArchiveLimits(2, 1000),
                        Entries.file("a", "x"),
                        Entries.file("b", "x"),
                        Entries.file("c", "x")))
                .isInstanceOf(BuildException.class)
                .hasMessage("cannot unpack context.tar: it holds more than 2 entries or 1000 bytes");
        assertThatThrownBy(() -> context(new ArchiveLimits(2, 3), Entries.file("a", "four")))
                .isInstanceOf(BuildException.class);
    }

    @Test
    void truncationIsAnErrorThatNamesTheArchive() {
        byte[] whole = Entries.archive(Entries.file("a", "x".repeat(5000)));

        assertThatThrownBy(() -> ArchiveExtractor.forAdd(root, "dest", Optional.empty())
                        .extract(new ByteArrayInputStream(Arrays.copyOf(whole, 2000)), "site.tar"))
                .hasMessage("cannot unpack site.tar: the tar archive is truncated:"
                        + " it ends within the content of an entry");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat", "gzip", "bzip2", "xz", "zstd -q"})
    void recognisesArchivesByContent(String program) throws IOException {
        ForeignProgram.shell(directory, """
            printf hello > f; tar -cf t.tar f; %1$s < t.tar > archive
            seq 1 100 | %1$s > text; tar -cf none.tar -T /dev/null; %1$s < none.tar > empty\
            """.formatted(program));

        assertThat(isArchive("archive")).isTrue();
        assertThat(isArchive("text")).isFalse();
        assertThat(isArchive("empty")).isFalse();
        ArchiveExtractor.forAdd(root, "dest", Optional.empty())
                .extract(Files.newInputStream(directory.resolve("archive")), "archive");
        assertThat(files.resolve("dest/f")).hasContent("hello");
    }

    private boolean isArchive(String name) throws IOException {
        return ArchiveExtractor.isArchive(Files.newInputStream(directory.resolve(name)));
    }

    @Test
    void anEmptyFileIsNoArchive() {
        assertThat(ArchiveExtractor.isArchive(new ByteArrayInputStream(new byte[0])))
                .isFalse();
    }

    @Test
    void tellsTheTimeOfTheNewestRegularFile() throws IOException {
        ForeignProgram.shell(
                directory,
                "mkdir d; touch -d @1000 old; touch -d @2000 new; ln -s x link; touch -h -d @3000 link; touch -d @4000"
                        + " d; tar -czf times.tar.gz old new link d");
        Instant newest = Instant.ofEpochSecond(2000);

        assertThat(ArchiveExtractor.newestFile(Files.newInputStream(directory.resolve("times.tar.gz"))))
                .contains(newest);
        assertThat(ArchiveExtractor.forAdd(root, "dest", Optional.empty())
                        .extract(Files.newInputStream(directory.resolve("times.tar.gz")), "times.tar.gz")
                        .newestFile())
                .contains(newest);
        Files.writeString(directory.resolve("text"), "no archive");
        assertThat(ArchiveExtractor.newestFile(Files.newInputStream(directory.resolve("text"))))
                .isEmpty();
    }
}
