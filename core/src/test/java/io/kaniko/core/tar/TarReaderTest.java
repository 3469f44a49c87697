package io.kaniko.core.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.nativeio.DeviceNumber;
import io.kaniko.spi.FileType;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others write, we read. */
final class TarReaderTest {

    @TempDir
    Path directory;

    private List<Entries.Read> shell(String script) throws IOException {
        ForeignProgram.shell(directory, script);
        try (InputStream in = Files.newInputStream(directory.resolve("a.tar"))) {
            return Entries.read(in);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v7", "oldgnu", "gnu", "ustar", "posix"})
    void readsEveryFormatOfGnuTar(String format) throws IOException {
        List<Entries.Read> read = shell("""
            mkdir -p t/sub; printf hello > t/sub/file; ln -s sub/file t/link; ln t/sub/file t/zhard; chmod 4711 t/sub/file
            touch -d @1234567890 t/sub/file
            tar --format=%s --owner=7 --group=9 --sort=name -cf a.tar t\
            """.formatted(format));

        assertThat(read)
                .extracting(r -> r.entry().path())
                .containsExactly("t", "t/link", "t/sub", "t/sub/file", "t/zhard");
        TarEntry file = read.get(3).entry();
        assertThat(read.get(0).entry().type()).isEqualTo(FileType.DIRECTORY);
        assertThat(read.get(1).entry().linkTarget()).isEqualTo("sub/file");
        assertThat(read.get(3).text()).isEqualTo("hello");
        assertThat(file.permissions()).isEqualTo(04711);
        assertThat(file.uid()).isEqualTo(7);
        assertThat(file.gid()).isEqualTo(9);
        assertThat(file.modifiedSeconds()).isEqualTo(1234567890);
        assertThat(read.get(4).entry().hardLink()).isTrue();
        assertThat(read.get(4).entry().linkTarget()).isEqualTo("t/sub/file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix", "oldgnu"})
    void readsLongNamesAndLinks(String format) throws IOException {
        String name = "n".repeat(200);
        List<Entries.Read> read = shell("""
            d=%1$s; mkdir -p t/$d/$d; printf x > t/$d/$d/$d; ln -s $d/$d/$d t/link
            tar --format=%2$s --sort=name -cf a.tar t\
            """.formatted(name, format));

        assertThat(read)
                .extracting(r -> r.entry().path())
                .contains("t/" + name + "/" + name, "t/" + name + "/" + name + "/" + name);
        assertThat(read).extracting(r -> r.entry().linkTarget()).contains(name + "/" + name + "/" + name);
    }

    @Test
    void readsThePrefixOfUstar() throws IOException {
        String name = "n".repeat(90);
        List<Entries.Read> read = shell("""
            d=%s; mkdir -p $d; printf x > $d/$d; tar --format=ustar -cf a.tar $d/$d\
            """.formatted(name));

        assertThat(read).extracting(r -> r.entry().path()).containsExactly(name + "/" + name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format=gnu",
                "--format=posix --sparse-version=0.0",
                "--format=posix --sparse-version=0.1",
                "--format=posix --sparse-version=1.0"
            })
    void fillsTheHolesOfSparseFiles(String options) throws IOException {
        List<Entries.Read> read = shell("""
            truncate -s 900000 s; for i in 1 2 3 5 8 13 21 34 55 89 144 200; do
            printf "piece $i" | dd of=s bs=4096 seek=$i conv=notrunc status=none; done
            truncate -s 5000 holes; printf after > z
            tar --sparse --hole-detection=raw %s -cf a.tar s holes z; cat s > expected\
            """.formatted(options));

        assertThat(read).extracting(r -> r.entry().path()).containsExactly("s", "holes", "z");
        assertThat(read.get(0).content()).isEqualTo(Files.readAllBytes(directory.resolve("expected")));
        assertThat(read.get(0).entry().size()).isEqualTo(900_000);
        assertThat(read.get(1).content()).isEqualTo(new byte[5000]);
        assertThat(read.get(2).text()).isEqualTo("after");
        assertThat(Files.size(directory.resolve("a.tar"))).isLessThan(300_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix"})
    void readsBigNumbers(String format) throws IOException {
        List<Entries.Read> read = shell("""
            printf x > f; touch -d @-86400.5 f
            tar --format=%s --owner=:4294967294 --group=:3000000000 -cf a.tar f\
            """.formatted(format));

        TarEntry entry = read.getFirst().entry();
        assertThat(Integer.toUnsignedLong(entry.uid())).isEqualTo(4294967294L);
        assertThat(Integer.toUnsignedLong(entry.gid())).isEqualTo(3000000000L);
        assertThat(entry.modifiedSeconds()).isEqualTo(-86401);
        assertThat(entry.modifiedNanos()).isEqualTo(format.equals("posix") ? 500_000_000 : 0);
    }

    @Test
    void readsExtendedAttributesWithNulBytes() throws IOException {
        List<Entries.Read> read = shell("""
            printf x > f; python3 -c "import os; os.setxattr('f', 'user.k', bytes([0, 10, 61, 255, 0]))"
            tar --xattrs --format=posix -cf a.tar f\
            """);

        assertThat(read.getFirst().entry().attributes().get("user.k")).isEqualTo(new byte[] {0, 10, 61, (byte) 255, 0});
    }

    @Test
    void readsTheAttributesOfLibarchive() throws IOException {
        List<Entries.Read> read = shell("""
            python3 -c "
            import tarfile
            a = tarfile.open('a.tar', 'w', format=tarfile.PAX_FORMAT)
            i = tarfile.TarInfo('f'); i.pax_headers = {'LIBARCHIVE.xattr.user.a%25b': 'AAH_/w'.replace('_', '/')}
            a.addfile(i); a.close()"
            """);

        assertThat(read.getFirst().entry().attributes().get("user.a%b"))
                .isEqualTo(new byte[] {0, 1, (byte) 0xff, (byte) 0xff});
    }

    @Test
    void globalRecordsHoldUntilAnEntrySaysOtherwise() throws IOException {
        List<Entries.Read> read = shell("""
            python3 -c "
            import tarfile
            a = tarfile.open('a.tar', 'w', format=tarfile.PAX_FORMAT,
                pax_headers={'mtime': '77.5', 'comment': 'made by git', 'SCHILY.xattr.user.g': 'all'})
            for n in 'one', 'two':
                i = tarfile.TarInfo(n)
                if n == 'two': i.pax_headers = {'mtime': '88', 'SCHILY.xattr.user.o': 'own'}
                a.addfile(i)
            a.close()"
            """);

        assertThat(read.get(0).entry().modifiedSeconds()).isEqualTo(77);
        assertThat(read.get(0).entry().modifiedNanos()).isEqualTo(500_000_000);
        assertThat(read.get(0).entry().attributes()).containsOnlyKeys("user.g");
        assertThat(read.get(1).entry().modifiedSeconds()).isEqualTo(88);
        assertThat(read.get(1).entry().attributes()).containsOnlyKeys("user.g", "user.o");
    }

    @Test
    void readsNodesAndFifos() throws IOException {
        List<Entries.Read> read = shell("mkfifo p; mknod c c 1 3; mknod b b 259 70000; tar -cf a.tar p c b; rm p c b");

        assertThat(read)
                .extracting(r -> r.entry().type())
                .containsExactly(FileType.FIFO, FileType.CHARACTER_DEVICE, FileType.BLOCK_DEVICE);
        assertThat(read.get(1).entry().deviceNumber()).isEqualTo(1 << 8 | 3);
        assertThat(DeviceNumber.major(read.get(2).entry().deviceNumber())).isEqualTo(259);
        assertThat(DeviceNumber.minor(read.get(2).entry().deviceNumber())).isEqualTo(70_000);
    }

    @Test
    void hardLinkMayStateASizeWithAndWithoutContent() throws IOException {
        byte[] plain = Entries.archive(
                Entries.file("a", "content"), Entries.plain(Entries.hardLink("b", "a")), Entries.file("c", "more"));
        byte[] stating = withField(plain, 1024, "00000000007\0");
        assertThat(Entries.read(stating)).extracting(r -> r.entry().path()).containsExactly("a", "b", "c");

        ByteArrayOutputStream carrying = new ByteArrayOutputStream();
        carrying.write(stating, 0, 1536);
        carrying.write(plain, 512, 512);
        carrying.write(plain, 1536, plain.length - 1536);
        List<Entries.Read> read = Entries.read(carrying.toByteArray());
        assertThat(read).extracting(r -> r.entry().path()).containsExactly("a", "b", "c");
        assertThat(read.get(1).entry().size()).isZero();
        assertThat(read.get(2).text()).isEqualTo("more");
    }

    /** Puts a size into the header at an offset and mends its checksum. */
    private static byte[] withField(byte[] archive, int header, String size) {
        byte[] changed = archive.clone();
        System.arraycopy(size.getBytes(StandardCharsets.US_ASCII), 0, changed, header + 124, size.length());
        Arrays.fill(changed, header + 148, header + 156, (byte) ' ');
        int sum = 0;
        for (int i = header; i < header + 512; i++) {
            sum += changed[i] & 0xff;
        }
        byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, changed, header + 148, 8);
        return changed;
    }

    @Test
    void everyTruncationWithinAnEntryIsToldAsOne() {
        byte[] whole = Entries.archive(Entries.file("a", "x".repeat(700)), Entries.file("n".repeat(130), "y"));
        // Header 512, content 1024, record header 512, records 512, header 512, content 512.
        for (int length : new int[] {1, 511, 513, 1100, 1535, 1537, 2048, 2560, 3072, 3073, 3500}) {
            assertThatThrownBy(() -> Entries.read(Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isInstanceOfAny(EOFException.class, IOException.class)
                    .hasMessageMatching(".*(truncated|ends after an extended header).*");
        }
    }

    @Test
    void endMayLackItsZeros() throws IOException {
        byte[] whole = Entries.archive(Entries.file("a", "x"));

        assertThat(Entries.read(Arrays.copyOf(whole, 1024))).hasSize(1);
        assertThat(Entries.read(Arrays.copyOf(whole, 1536))).hasSize(1);
        assertThat(Entries.read(Arrays.copyOf(whole, 10240))).hasSize(1);
        assertThat(Entries.read(new byte[0])).isEmpty();
    }

    @Test
    void refusesWhatIsNoArchive() {
        assertThatThrownBy(() -> Entries.read("just a text\n".repeat(100).getBytes(StandardCharsets.UTF_8)))
                .hasMessage("this is not a tar archive: the first header has a wrong checksum");
        assertThat(TarReader.looksLikeTar("text".repeat(128).getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(TarReader.looksLikeTar(new byte[512])).isFalse();
        assertThat(TarReader.looksLikeTar(Arrays.copyOf(Entries.archive(Entries.file("a", "x")), 512)))
                .isTrue();
    }

    @Test
    void refusesHugeHeadersWithoutReadingThem() {
        byte[] archive = Entries.archive(Entries.file("n".repeat(130), "x"));

        assertThatThrownBy(() -> Entries.read(withField(archive, 0, "77777777777\0")))
                .hasMessage("cannot read the tar archive: an extended header has 8589934591 bytes;"
                        + " more than 1048576 are not accepted");
    }

    @Test
    void refusesAnEntryOfUnknownType() {
        byte[] archive = Entries.archive(Entries.file("thing", "x"));
        archive[156] = 'Q';

        assertThatThrownBy(() -> Entries.read(withField(archive, 0, "00000000001\0")))
                .hasMessage("cannot read the tar archive: thing has the unknown type 'Q'");
    }

    @Test
    void aBrokenMiddleIsAnError() {
        byte[] archive = Entries.archive(Entries.file("a", "x"), Entries.file("b", "y"));
        archive[1030] ^= 1;

        assertThatThrownBy(() -> Entries.read(archive))
                .hasMessage("malformed tar archive: a header has a wrong checksum");
    }
}
