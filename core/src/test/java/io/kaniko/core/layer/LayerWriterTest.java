package io.kaniko.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.event.EventSink;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.PathBytes;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.MediaType;
import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.tar.Decompression;
import io.kaniko.core.tar.Entries;
import io.kaniko.core.tar.ForeignProgram;
import io.kaniko.core.tar.TarEntry;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.Changes;
import io.kaniko.spi.FileType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a layer holds. */
final class LayerWriterTest {

    @TempDir
    Path directory;

    private Path files;
    private StageRoot root;
    private BlobStore store;
    private final DigestRecord digests = new DigestRecord();

    @BeforeEach
    void makeRoot() throws IOException {
        files = Files.createDirectory(directory.resolve("root"));
        root = new StageRoot(files);
        store = new BlobStore(directory.resolve("blobs"));
    }

    private void shell(String script) {
        ForeignProgram.shell(files, script);
    }

    private static Changes changes(List<String> changed, String... deleted) {
        return new Changes(new TreeSet<>(changed), new TreeSet<>(Arrays.asList(deleted)));
    }

    private WrittenLayer write(LayerFormat format, Changes changes) throws IOException {
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            return new LayerWriter(store, format, executor, GzipCodec.ofJdk(EventSink.NONE))
                    .write(root, changes, Optional.of(digests))
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<Entries.Read> entries(List<String> changed, String... deleted) throws IOException {
        return read(write(new LayerFormat(Compression.GZIP), changes(changed, deleted)));
    }

    private List<Entries.Read> read(WrittenLayer written) throws IOException {
        byte[] tar;
        try (InputStream in =
                Decompression.open(store.open(written.layer().descriptor().digest()))) {
            tar = in.readAllBytes();
        }
        assertThat(Digest.of(tar)).isEqualTo(written.layer().diffId());
        assertThat(tar).hasSize((int) written.tarSize());
        List<Entries.Read> entries = Entries.read(tar);
        assertThat(entries).hasSize(written.entries());
        return entries;
    }

    private static List<String> paths(List<Entries.Read> entries) {
        return entries.stream().map(e -> e.entry().path()).toList();
    }

    @Test
    void holdsChangedFilesWithTheirParentsAndNothingElse() throws IOException {
        shell("mkdir -p a/b c; chmod 1777 a; chown 5:6 a/b; printf x > a/b/f; chmod 640 a/b/f;"
                + " printf y > a/other; touch -d @1234.5 a/b/f; touch -d @1111.9 a/b");

        List<Entries.Read> entries = entries(List.of("a/b/f"));

        assertThat(paths(entries)).containsExactly("a", "a/b", "a/b/f");
        TarEntry parent = entries.get(1).entry();
        TarEntry file = entries.get(2).entry();
        assertThat(entries.get(0).entry().permissions()).isEqualTo(01777);
        assertThat(parent.type()).isEqualTo(FileType.DIRECTORY);
        assertThat(parent.uid()).isEqualTo(5);
        assertThat(parent.gid()).isEqualTo(6);
        assertThat(parent.modifiedSeconds()).isEqualTo(1111);
        assertThat(file.permissions()).isEqualTo(0640);
        assertThat(file.modifiedSeconds()).isEqualTo(1234);
        assertThat(file.modifiedNanos()).isZero();
        assertThat(entries.get(2).text()).isEqualTo("x");
    }

    @Test
    void writesExplicitWhiteoutsWhereTheFilesWere() throws IOException {
        shell("mkdir -p d/e; touch d/z");

        List<Entries.Read> entries = entries(List.of("d/z"), "d/e/gone", "d/old", "top");

        assertThat(paths(entries)).containsExactly("d", "d/e", "d/e/.wh.gone", "d/.wh.old", "d/z", ".wh.top");
        TarEntry whiteout = entries.get(2).entry();
        assertThat(whiteout.type()).isEqualTo(FileType.REGULAR);
        assertThat(whiteout.permissions()).isZero();
        assertThat(whiteout.modifiedSeconds()).isZero();
        assertThat(whiteout.size()).isZero();
    }

    @Test
    void needsNoWhiteoutBelowWhatIsNoDirectoryAnyMore() throws IOException {
        shell("touch file; ln -s . link");

        List<Entries.Read> entries = entries(List.of("file", "link"), "file/x", "link/y", "gone", "gone/z", "file");

        assertThat(paths(entries)).containsExactly("file", ".wh.gone", "link");
    }

    @Test
    void hardLinksAmongChangedFilesStayLinks() throws IOException {
        shell("mkdir d; printf x > b; ln b d/c; ln b outside; ln -s t s1; ln s1 s2");

        List<Entries.Read> entries = entries(List.of("b", "d/c", "s1", "s2"));

        assertThat(paths(entries)).containsExactly("b", "d", "d/c", "s1", "s2");
        assertThat(entries.get(0).entry().hardLink()).isFalse();
        assertThat(entries.get(2).entry().hardLink()).isTrue();
        assertThat(entries.get(2).entry().linkTarget()).isEqualTo("b");
        assertThat(entries.get(3).entry().type()).isEqualTo(FileType.SYMBOLIC_LINK);
        assertThat(entries.get(4).entry().linkTarget()).isEqualTo("s1");
    }

    @Test
    void keepsNodesAndFifosButNoSockets() throws IOException {
        shell("mkfifo fifo; mknod null c 1 3; mknod disk b 259 70000;"
                + " python3 -c \"import socket; socket.socket(socket.AF_UNIX).bind('sock')\"");

        List<Entries.Read> entries = entries(List.of("fifo", "null", "disk", "sock"));

        assertThat(paths(entries)).containsExactly("disk", "fifo", "null");
        assertThat(entries.get(2).entry().deviceNumber()).isEqualTo(0x103);
        shell("rm null disk");
    }

    @Test
    void ofExtendedAttributesOnlyCapabilitiesStay() throws IOException {
        shell("printf x > f; setfattr -n user.note -v 1 f; setfattr -n security.capability -v"
                + " 0x0100000200200000000000000000000000000000 f");

        List<Entries.Read> entries = entries(List.of("f"));

        assertThat(entries.getFirst().entry().attributes()).containsOnlyKeys("security.capability");
    }

    @Test
    void clampsTimesThatAreLater() throws IOException {
        shell("touch -d @5000 late; touch -d @10 early");

        WrittenLayer written = write(
                new LayerFormat(Compression.GZIP, -1, Optional.of(Instant.ofEpochSecond(1000))),
                changes(List.of("late", "early")));

        assertThat(read(written)).extracting(e -> e.entry().modifiedSeconds()).containsExactly(10L, 1000L);
    }

    @Test
    void noChangesGiveAValidEmptyLayer() throws IOException {
        WrittenLayer written = write(new LayerFormat(Compression.GZIP), Changes.NONE);

        assertThat(read(written)).isEmpty();
        assertThat(written.tarSize()).isEqualTo(1024);
        assertThat(written.layer().diffId())
                .isEqualTo(Digest.parse("sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void otherProgramsReadEveryCompression(Compression compression) throws IOException {
        shell("seq 1 400000 > numbers; head -c 3000000 /dev/urandom > noise; head -c 5000000 /dev/zero > zeros");

        WrittenLayer written = write(new LayerFormat(compression), changes(List.of("numbers", "noise", "zeros")));

        String program = switch (compression) {
            case GZIP -> "gzip -dc";
            case ZSTD -> "zstd -dc";
        };
        Path blob = store.path(written.layer().descriptor().digest());
        ForeignProgram.shell(
                directory,
                "mkdir out; %s < %s > out.tar; tar -xf out.tar -C out; diff -r root out".formatted(program, blob));
        assertThat(Files.size(blob)).isEqualTo(written.layer().descriptor().size());
        assertThat(written.layer().descriptor().mediaType())
                .isEqualTo(
                        switch (compression) {
                            case GZIP -> MediaType.OCI_LAYER_GZIP;
                            case ZSTD -> MediaType.OCI_LAYER_ZSTD;
                        });
        read(written);
    }

    @Test
    void sortsDirectoryByDirectoryInBytes() {
        List<String> sorted = new ArrayList<>(List.of(
                "a-b", "a/x", "a", "\uff5e", "\ud83d\ude00", PathBytes.decode(new byte[] {(byte) 0x80}), "é", "z"));

        sorted.sort(new PathOrder());

        assertThat(sorted)
                .containsExactly(
                        "a",
                        "a/x",
                        "a-b",
                        "z",
                        PathBytes.decode(new byte[] {(byte) 0x80}),
                        "é",
                        "\uff5e",
                        "\ud83d\ude00");
    }

    @Test
    void tellsTheDigestOfEveryFile() throws Exception {
        shell("printf text > a; ln a b; printf text > c; mkdir d; ln -s a e");

        entries(List.of("a", "b", "c", "d", "e"));

        byte[] expected = MessageDigest.getInstance("SHA-256").digest("text".getBytes(StandardCharsets.UTF_8));
        for (String path : List.of("a", "b", "c")) {
            assertThat(digests.find(path, LinuxFiles.lstat(root.hostPath(path))))
                    .as(path)
                    .hasValue(expected);
        }
        assertThat(digests.find("e", LinuxFiles.lstat(root.hostPath("e")))).isEmpty();
    }

    @Test
    void namesTheFileThatIsGone() {
        assertThatThrownBy(() -> entries(List.of("never/was")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/never")
                .hasMessageContaining("was changed by the step and is gone");
    }

    @Test
    void refusesAFileThatWouldBecomeAWhiteout() {
        shell("touch .wh.x");

        assertThatThrownBy(() -> entries(List.of(".wh.x")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("/.wh.x has a name that begins with .wh.");
    }

    @Test
    void leavesNothingBehindWhenAFileCannotBeRead() throws IOException {
        shell("printf x > a; touch .wh.x");
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            LayerWriter writer = new LayerWriter(
                    store, new LayerFormat(Compression.GZIP), executor, GzipCodec.ofJdk(EventSink.NONE));
            assertThatThrownBy(() -> writer.write(root, changes(List.of("a", ".wh.x")), Optional.of(digests)))
                    .isInstanceOf(BuildException.class);
        }

        assertThat(LinuxFiles.list(directory.resolve("blobs/partial").toString()))
                .isEmpty();
        assertThat(LinuxFiles.list(directory.resolve("blobs/sha256").toString()))
                .isEmpty();
    }

    @Test
    void refusesALevelThatThereIsNot() {
        assertThatThrownBy(() -> new LayerFormat(Compression.GZIP, 10, Optional.empty()))
                .hasMessage("the compression level 10 is not one of GZIP, which has 0 to 9");
    }
}
