package io.kaniko.core.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.tar.Entries;
import io.kaniko.core.tar.ForeignProgram;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers upon layers, well-meant and not. */
final class LayerExtractorTest {

    @TempDir
    Path directory;

    private Path files;
    private StageRoot root;
    private final DigestRecord digests = new DigestRecord();

    @BeforeEach
    void makeRoot() throws IOException {
        files = Files.createDirectory(directory.resolve("root"));
        root = new StageRoot(files);
    }

    private void apply(Entries.Read... entries) throws IOException {
        applyBlob(Entries.archive(entries), Digest.of(Entries.archive(entries)));
    }

    private void applyBlob(byte[] blob, Digest diffId) throws IOException {
        new LayerExtractor(root, digests).apply(new ByteArrayInputStream(blob), diffId, "sha256:abc");
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

    /** All paths below the root. */
    private List<String> tree() throws IOException {
        try (Stream<Path> all = Files.walk(files)) {
            return all.skip(1)
                    .map(path -> files.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    private String text(String path) throws IOException {
        return Files.readString(files.resolve(path));
    }

    @Test
    void writesFilesWithOwnersModesTimesAndAttributes() throws IOException {
        TreeMap<String, byte[]> attributes = new TreeMap<>();
        attributes.put("user.note", new byte[] {0, 1, 2});
        TarEntry special = Entries.withTime(
                Entries.withOwner(
                        Entries.withPermissions(Entries.file("d/run", "code").entry(), 06755), 7, 8),
                99,
                5);
        apply(
                Entries.plain(Entries.withOwner(Entries.withPermissions(Entries.directory("d"), 02770), 5, 6)),
                new Entries.Read(Entries.withAttributes(special, attributes), "code".getBytes(StandardCharsets.UTF_8)),
                Entries.plain(Entries.withOwner(Entries.withTime(Entries.link("d/link", "/nowhere"), 55, 0), 3, 4)),
                Entries.plain(Entries.of(FileType.FIFO, "d/fifo", 0640, 0, "")));

        FileStat dir = LinuxFiles.lstat(files + "/d");
        FileStat file = LinuxFiles.lstat(files + "/d/run");
        FileStat link = LinuxFiles.lstat(files + "/d/link");
        assertThat(List.of(dir.permissions(), dir.uid(), dir.gid())).containsExactly(02770, 5, 6);
        assertThat(dir.modifiedSeconds()).isEqualTo(1_700_000_000L);
        assertThat(List.of(file.permissions(), file.uid(), file.gid())).containsExactly(06755, 7, 8);
        assertThat(file.modifiedSeconds()).isEqualTo(99);
        assertThat(file.modifiedNanos()).isEqualTo(5);
        assertThat(LinuxFiles.attributes(files + "/d/run").get("user.note")).containsExactly(0, 1, 2);
        assertThat(List.of(link.uid(), link.gid(), (int) link.modifiedSeconds()))
                .containsExactly(3, 4, 55);
        assertThat(LinuxFiles.readLink(files + "/d/link")).isEqualTo("/nowhere");
        assertThat(LinuxFiles.lstat(files + "/d/fifo").type()).isEqualTo(FileType.FIFO);
    }

    @Test
    void makesDeviceNodes() throws IOException {
        apply(Entries.plain(new TarEntry(
                "null", FileType.CHARACTER_DEVICE, false, 0666, 0, 0, 0, 0, 0, "", 0x103, new TreeMap<>())));

        FileStat stat = LinuxFiles.lstat(files + "/null");
        assertThat(stat.type()).isEqualTo(FileType.CHARACTER_DEVICE);
        assertThat(stat.deviceNumber()).isEqualTo(0x103);
        assertThat(stat.permissions()).isEqualTo(0666);
    }

    @Test
    void recordsTheDigestsOfContentsAlsoOfLinkedFiles() throws IOException {
        apply(Entries.file("a", "one"), Entries.file("b", "two"), hardLink("c", "b"));

        for (String path : List.of("a", "b", "c")) {
            assertThat(digests.find(path, LinuxFiles.lstat(files + "/" + path)))
                    .as(path)
                    .hasValueSatisfying(hash -> assertThat(Digest.ofHash(hash))
                            .isEqualTo(Digest.of((path.equals("a") ? "one" : "two").getBytes(StandardCharsets.UTF_8))));
        }
    }

    @Test
    void whiteoutsDeleteWhatLowerLayersBrought() throws IOException {
        apply(dir("d"), Entries.file("d/a", "1"), Entries.file("d/b", "1"), dir("e"), Entries.file("e/x", "1"));
        apply(dir("d"), Entries.file("d/.wh.a", ""), Entries.file(".wh.e", ""), Entries.file("d/.wh.never", ""));

        assertThat(tree()).containsExactly("d", "d/b");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void opaqueDirectoriesKeepWhatTheirOwnLayerBringsWhereverTheMarkStands(boolean first) throws IOException {
        apply(dir("d"), Entries.file("d/old", "1"), dir("d/sub"), Entries.file("d/sub/old", "1"), dir("d/gone"));
        Entries.Read mark = Entries.file("d/.wh..wh..opq", "");
        // The directory d/sub has no entry of its own in this layer.
        Entries.Read one = Entries.file("d/new", "2");
        Entries.Read two = Entries.file("d/sub/new", "2");
        if (first) {
            apply(dir("d"), mark, one, two);
        } else {
            apply(dir("d"), one, two, mark);
        }

        assertThat(tree()).containsExactly("d", "d/new", "d/sub", "d/sub/new");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWhiteoutHidesNothingOfItsOwnLayer(boolean first) throws IOException {
        apply(dir("d"), Entries.file("d/old", "1"), Entries.file("f", "1"));
        if (first) {
            apply(
                    Entries.file(".wh.d", ""),
                    Entries.file(".wh.f", ""),
                    dir("d"),
                    Entries.file("d/n", "2"),
                    Entries.file("f", "2"));
        } else {
            apply(
                    dir("d"),
                    Entries.file("d/n", "2"),
                    Entries.file("f", "2"),
                    Entries.file(".wh.d", ""),
                    Entries.file(".wh.f", ""));
        }

        assertThat(tree()).containsExactly("d", "d/n", "f");
        assertThat(text("f")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {".wh.", ".wh..", ".wh...", "d/.wh.", "d/.wh..", "d/.wh..."})
    void refusesAWhiteoutThatNamesNoFile(String path) throws IOException {
        Files.writeString(directory.resolve("bystander"), "outside");
        apply(dir("d"), Entries.file("d/a", "1"));

        assertThatThrownBy(() -> apply(Entries.file(path, "")))
                .hasMessage("cannot unpack layer sha256:abc: the whiteout \"" + path + "\" names no file");
        assertThat(tree()).containsExactly("d", "d/a");
        assertThat(directory.resolve("bystander")).exists();
    }

    @Test
    void passesOverTheBookkeepingOfAufs() throws IOException {
        apply(
                dir(".wh..wh.plnk"),
                Entries.file(".wh..wh.plnk/12.34", "x"),
                Entries.file(".wh..wh.aufs", ""),
                Entries.file("a", "1"));

        assertThat(tree()).containsExactly("a");
    }

    @Test
    void aDirectoryOverADirectoryGivesItsAttributesAlone() throws IOException {
        apply(dir("d"), Entries.file("d/a", "1"));
        apply(Entries.plain(Entries.withPermissions(Entries.directory("d"), 0700)));

        assertThat(tree()).containsExactly("d", "d/a");
        assertThat(LinuxFiles.lstat(files + "/d").permissions()).isEqualTo(0700);
    }

    @Test
    void everythingElseReplacesWhatWasThere() throws IOException {
        apply(dir("dir"), Entries.file("dir/x", "1"), Entries.file("file", "1"), link("link", "dir"), dir("dir2"));
        apply(Entries.file("dir", "2"), dir("file"), dir("link"), Entries.file("link/y", "2"), link("dir2", "file"));

        assertThat(text("dir")).isEqualTo("2");
        assertThat(LinuxFiles.lstat(files + "/file").isDirectory()).isTrue();
        assertThat(LinuxFiles.lstat(files + "/link").isDirectory()).isTrue();
        assertThat(text("link/y")).isEqualTo("2");
        assertThat(LinuxFiles.readLink(files + "/dir2")).isEqualTo("file");
    }

    @Test
    void linksAmongParentsAreFollowedInsideTheRoot() throws IOException {
        apply(dir("usr"), dir("usr/lib"), link("lib", "usr/lib"), link("abs", "/usr/lib"));
        apply(Entries.file("lib/one", "1"), Entries.file("abs/two", "2"), Entries.file("lib/.wh.never", ""));
        apply(Entries.file("abs/.wh.one", ""));

        assertThat(tree()).containsExactly("abs", "lib", "usr", "usr/lib", "usr/lib/two");
        assertThat(LinuxFiles.lstat(files + "/lib").isSymbolicLink()).isTrue();
    }

    @Test
    void hardLinksLeadToFilesOfThisAndOfLowerLayers() throws IOException {
        apply(Entries.file("lower", "content"));
        apply(dir("d"), hardLink("d/again", "/lower"), Entries.file("own", "mine"), hardLink("d/own", "./own"));

        assertThat(LinuxFiles.lstat(files + "/d/again").inode())
                .isEqualTo(LinuxFiles.lstat(files + "/lower").inode());
        assertThat(LinuxFiles.lstat(files + "/d/own").inode())
                .isEqualTo(LinuxFiles.lstat(files + "/own").inode());
    }

    @Test
    void saysWhichHardLinkHasNoPartner() {
        assertThatThrownBy(() -> apply(hardLink("a", "gone")))
                .hasMessage("cannot unpack layer sha256:abc: /a is a hard link to /gone, which is not there");
        assertThatThrownBy(() -> apply(Entries.file("b", "x"), hardLink("b", "b")))
                .hasMessage("cannot unpack layer sha256:abc: /b is a hard link to /b, which would not outlive it");
        assertThatThrownBy(() -> apply(dir("d"), hardLink("c", "d")))
                .hasMessage("cannot unpack layer sha256:abc: /c is a hard link to /d, a directory");
    }

    @Test
    void namesCannotLeaveTheRoot() throws IOException {
        Files.writeString(directory.resolve("victim"), "safe");
        apply(
                Entries.file("../victim", "evil"),
                Entries.file("../../etc/kaniko-test", "evil"),
                Entries.file("a/../../b", "x"));

        assertThat(Files.readString(directory.resolve("victim"))).isEqualTo("safe");
        assertThat(tree()).containsExactly("b", "etc", "etc/kaniko-test", "victim");
    }

    @Test
    void linksCannotLeaveTheRoot() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("victim"), "safe");
        Files.setLastModifiedTime(outside, FileTime.fromMillis(1000));
        apply(
                link("absolute", outside.toString()),
                Entries.file("absolute/victim", "evil"),
                link("relative", "../outside"),
                Entries.file("relative/victim", "evil"),
                Entries.file("relative/.wh.victim", ""),
                Entries.file("absolute/.wh..wh..opq", ""));

        assertThatThrownBy(() -> apply(hardLink("stolen", "../outside/unknown")))
                .isInstanceOf(IOException.class);
        assertThat(outside.resolve("victim")).hasContent("safe");
        assertThat(LinuxFiles.lstat(outside.toString()).modifiedSeconds()).isEqualTo(1);
        assertThat(files.resolve("outside/victim")).hasContent("evil");
    }

    @Test
    void alsoALinkThatTakesTheLastParentsPlaceLeadsNowhereElse() throws IOException {
        Path outside = Files.createDirectories(directory.resolve("outside/sub"));
        Files.writeString(outside.resolveSibling("victim"), "safe");
        // A hard link to a symbolic link is one, too.
        apply(
                link("s", directory.resolve("outside").toString()),
                dir("d"),
                dir("d/sub"),
                Entries.file("d/first", "1"),
                hardLink("d", "s"),
                Entries.file("d/victim", "evil"));

        assertThat(outside.resolveSibling("victim")).hasContent("safe");
        assertThat(LinuxFiles.lstat(outside.toString()).modifiedSeconds()).isNotEqualTo(1_700_000_000L);
        assertThat(LinuxFiles.lstat(files + "/d").isSymbolicLink()).isTrue();
    }

    @Test
    void aDirectoryThatTakesAnothersPlaceGetsItsFilesAndItsTime() throws IOException {
        apply(
                Entries.plain(Entries.withTime(Entries.directory("d"), 1000, 0)),
                dir("d/sub"),
                Entries.file("d/sub/a", "1"),
                link("d", "e"),
                Entries.plain(Entries.withTime(Entries.directory("e"), 2000, 0)),
                Entries.file("d/b", "2"));
        assertThat(tree()).containsExactly("d", "e", "e/b");
        assertThat(LinuxFiles.lstat(files + "/e").modifiedSeconds()).isEqualTo(2000);

        apply(Entries.plain(Entries.withTime(Entries.directory("d"), 3000, 0)), Entries.file("d/c", "3"));
        assertThat(tree()).containsExactly("d", "d/c", "e", "e/b");
        assertThat(LinuxFiles.lstat(files + "/d").modifiedSeconds()).isEqualTo(3000);
        assertThat(LinuxFiles.lstat(files + "/e").modifiedSeconds()).isEqualTo(2000);
    }

    @Test
    void permissionsAreThoseOfTheArchiveWhateverTheDirectorySays() throws IOException {
        // What is made in a directory of a group with the setgid bit belongs to that group at first.
        apply(
                Entries.plain(Entries.withOwner(Entries.withPermissions(Entries.directory("d"), 02777), 9, 9)),
                Entries.plain(Entries.withPermissions(Entries.directory("d/open"), 0777)),
                new Entries.Read(
                        Entries.withPermissions(Entries.file("d/f", "1").entry(), 0666),
                        "1".getBytes(StandardCharsets.UTF_8)));

        for (String path : List.of("/d/open", "/d/f")) {
            FileStat stat = LinuxFiles.lstat(files + path);
            assertThat(List.of(stat.uid(), stat.gid())).as(path).containsExactly(0, 0);
            assertThat(stat.permissions()).as(path).isEqualTo(path.equals("/d/f") ? 0666 : 0777);
        }
    }

    @Test
    void directoriesGetTheirTimesThoughFilesAreMadeInThem() throws IOException {
        apply(Entries.plain(Entries.withTime(Entries.directory("d"), 1000, 7)), Entries.file("d/a", "1"));
        assertThat(LinuxFiles.lstat(files + "/d").modifiedSeconds()).isEqualTo(1000);
        assertThat(LinuxFiles.lstat(files + "/d").modifiedNanos()).isEqualTo(7);

        // Without an entry of its own it keeps the time, whatever happens in it; a new one is as old as can be.
        apply(Entries.file("d/b", "1"), Entries.file("d/.wh.a", ""), Entries.file("d/new/deep/c", "1"));
        assertThat(LinuxFiles.lstat(files + "/d").modifiedSeconds()).isEqualTo(1000);
        assertThat(LinuxFiles.lstat(files + "/d/new").modifiedSeconds()).isZero();
        assertThat(LinuxFiles.lstat(files + "/d/new/deep").modifiedSeconds()).isZero();
        assertThat(LinuxFiles.lstat(files + "/d/new/deep").permissions()).isEqualTo(0755);
    }

    @Test
    void theRootItselfMayHaveAttributes() throws IOException {
        apply(Entries.plain(Entries.withPermissions(Entries.directory("."), 0711)), Entries.file("./a", "1"));

        assertThat(LinuxFiles.lstat(files.toString()).permissions()).isEqualTo(0711);
        assertThat(tree()).containsExactly("a");
    }

    @Test
    void leavesTheMarksOfOverlayfsOut() throws IOException {
        TreeMap<String, byte[]> attributes = new TreeMap<>();
        attributes.put("trusted.overlay.opaque", new byte[] {'y'});
        attributes.put("trusted.own", new byte[] {'y'});
        apply(Entries.plain(Entries.withAttributes(Entries.directory("d"), attributes)));

        assertThat(LinuxFiles.attributes(files + "/d")).doesNotContainKey("trusted.overlay.opaque");
    }

    @Test
    void checksTheDigestOfTheUncompressedTar() {
        Digest other = Digest.of(new byte[1]);
        byte[] tar = Entries.archive(Entries.file("a", "1"));

        assertThatThrownBy(() -> applyBlob(tar, other))
                .isInstanceOf(BuildException.class)
                .hasMessage("layer sha256:abc is not what its image says: its content is " + Digest.of(tar)
                        + ", expected " + other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd -q", "cat"})
    void appliesCompressedLayersAndCountsWhatFollowsTheEnd(String program) throws IOException {
        ForeignProgram.shell(directory, """
            mkdir in; cd in; seq 1 200000 > numbers; mkdir d; ln -s ../numbers d/link; ln numbers d/hard
            touch -d @123456789 d numbers; tar -b 40 -cf ../layer.tar .; cd ..; %s < layer.tar > layer\
            """.formatted(program));

        applyBlob(
                Files.readAllBytes(directory.resolve("layer")),
                Digest.of(Files.readAllBytes(directory.resolve("layer.tar"))));

        ForeignProgram.shell(directory, "diff -r in root; test root/numbers -ef root/d/hard");
        assertThat(LinuxFiles.lstat(files + "/d").modifiedSeconds()).isEqualTo(123456789);
    }

    @Test
    void aTruncatedLayerIsAnError() throws IOException {
        ForeignProgram.shell(
                directory,
                "head -c 3000000 /dev/urandom > big; tar -cf t.tar big; gzip t.tar; head -c 2000000 t.tar.gz > cut");

        assertThatThrownBy(() -> applyBlob(Files.readAllBytes(directory.resolve("cut")), Digest.of(new byte[0])))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot unpack layer sha256:abc: ");
    }
}
