package io.kaniko.core.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.nativeio.DeviceNumber;
import io.kaniko.core.nativeio.PathBytes;
import io.kaniko.spi.FileType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we write, everybody reads. */
final class TarWriterTest {

    @TempDir
    Path directory;

    private static final String LONG = "d".repeat(90) + "/" + "n".repeat(120);

    private static Entries.Read[] everything() {
        TreeMap<String, byte[]> attributes = new TreeMap<>();
        attributes.put("security.capability", new byte[] {1, 0, 0, 2, 0, '\n', '=', 0, (byte) 0xff, 0});
        return new Entries.Read[] {
            Entries.plain(Entries.withPermissions(Entries.directory("dir"), 01777)),
            Entries.file("dir/plain", "hello\n"),
            Entries.file("empty", ""),
            Entries.file(LONG, "long"),
            Entries.file("ümläut", "non-ASCII"),
            Entries.file(PathBytes.decode(new byte[] {'o', 'd', 'd', (byte) 0xff, (byte) 0x80}), "not UTF-8"),
            Entries.plain(Entries.link("link", "../" + LONG)),
            Entries.plain(Entries.hardLink("hard", "dir/plain")),
            new Entries.Read(
                    Entries.withAttributes(Entries.file("cap", "12345").entry(), attributes),
                    "12345".getBytes(StandardCharsets.UTF_8)),
            Entries.plain(Entries.withOwner(Entries.directory("owned"), (int) 4_294_967_294L, 2_097_152)),
            Entries.plain(Entries.withTime(Entries.directory("old"), -2, 750_000_000)),
            Entries.plain(Entries.withTime(Entries.directory("late"), 1L << 34, 0)),
            Entries.plain(new TarEntry(
                    "null", FileType.CHARACTER_DEVICE, false, 0666, 0, 0, 0, 0, 0, "", 1 << 8 | 3, new TreeMap<>())),
            Entries.plain(new TarEntry(
                    "disk",
                    FileType.BLOCK_DEVICE,
                    false,
                    0660,
                    0,
                    6,
                    0,
                    0,
                    0,
                    "",
                    DeviceNumber.of(259, 70_000),
                    new TreeMap<>())),
            Entries.plain(Entries.of(FileType.FIFO, "fifo", 0600, 0, "")),
        };
    }

    @Test
    void readsBackWhatItWrote() throws IOException {
        List<Entries.Read> read = Entries.read(Entries.archive(everything()));

        assertThat(read).hasSize(everything().length);
        for (int i = 0; i < read.size(); i++) {
            Entries.Read expected = everything()[i];
            assertThat(read.get(i).content()).isEqualTo(expected.content());
            assertThat(read.get(i).entry()).usingRecursiveComparison().isEqualTo(expected.entry());
        }
    }

    @Test
    void gnuTarReadsTheSame() throws IOException {
        Files.write(directory.resolve("a.tar"), Entries.archive(everything()));

        String listing = ForeignProgram.shell(
                directory, "TZ=UTC tar --numeric-owner --xattrs --xattrs-include='*' --full-time -tvvf a.tar");

        assertThat(listing.lines().map(line -> line.replaceAll(" +", " ")).toList())
                .contains(
                        "drwxrwxrwt 0/0 0 2023-11-14 22:13:20 dir/",
                        "-rw-r--r-- 0/0 6 2023-11-14 22:13:20 dir/plain",
                        "hrw-r--r-- 0/0 0 2023-11-14 22:13:20 hard link to dir/plain",
                        "drwxr-xr-x 4294967294/2097152 0 2023-11-14 22:13:20 owned/",
                        "drwxr-xr-x 0/0 0 2514-05-30 01:53:04 late/",
                        "crw-rw-rw- 0/0 1,3 1970-01-01 00:00:00 null",
                        "brw-rw---- 0/6 259,70000 1970-01-01 00:00:00 disk",
                        "prw------- 0/0 0 2023-11-14 22:13:20 fifo",
                        " x: 10 security.capability")
                .anyMatch(line -> line.endsWith(" " + LONG))
                .anyMatch(line -> line.endsWith(" odd\\377\\200"));
    }

    @Test
    void pythonReadsTheSame() throws IOException {
        Files.write(directory.resolve("a.tar"), Entries.archive(everything()));

        String listing = ForeignProgram.run(directory, "python3", "-c", """
            import tarfile
            for m in tarfile.open('a.tar', errors='surrogateescape'):
                print(ascii(m.name), m.type, oct(m.mode), m.uid, m.gid, m.size, m.mtime, ascii(m.linkname),
                      m.devmajor, m.devminor)
            """);

        assertThat(listing.lines())
                .contains(
                        "'dir' b'5' 0o1777 0 0 0 1700000000 '' 0 0",
                        "'dir/plain' b'0' 0o644 0 0 6 1700000000 '' 0 0",
                        "'" + LONG + "' b'0' 0o644 0 0 4 1700000000 '' 0 0",
                        "'\\xfcml\\xe4ut' b'0' 0o644 0 0 9 1700000000 '' 0 0",
                        "'odd\\udcff\\udc80' b'0' 0o644 0 0 9 1700000000 '' 0 0",
                        "'link' b'2' 0o777 0 0 0 1700000000 '../" + LONG + "' 0 0",
                        "'hard' b'1' 0o644 0 0 0 1700000000 'dir/plain' 0 0",
                        "'owned' b'5' 0o755 4294967294 2097152 0 1700000000 '' 0 0",
                        "'old' b'5' 0o755 0 0 0 -1.25 '' 0 0",
                        "'disk' b'4' 0o660 0 6 0 0 '' 259 70000");
    }

    @Test
    void emptyArchiveIsTwoBlocksOfZeros() {
        assertThat(Entries.archive()).isEqualTo(new byte[1024]);
    }

    @Test
    void whatFitsTakesOneHeader() {
        assertThat(Entries.archive(Entries.file("n".repeat(100), "x"))).hasSize(512 + 512 + 1024);
    }

    @Test
    void sizeBeyondTheOctalFieldGoesToARecord() throws IOException {
        long size = 1L << 33;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter writer = new TarWriter(out);

        assertThatThrownBy(() -> writer.put(
                        Entries.of(FileType.REGULAR, "big", 0644, size, ""), new ByteArrayInputStream(new byte[3])))
                .isInstanceOf(IOException.class);

        TarEntry entry = new TarReader(new ByteArrayInputStream(out.toByteArray())).next();
        assertThat(entry).isNotNull();
        assertThat(entry.size()).isEqualTo(size);
    }

    @Test
    void namesTheFileThatChangedWhileItWasRead() {
        TarWriter writer = new TarWriter(new ByteArrayOutputStream());
        TarEntry entry = Entries.of(FileType.REGULAR, "log/app.log", 0644, 5, "");

        assertThatThrownBy(() -> writer.put(entry, new ByteArrayInputStream(new byte[4])))
                .hasMessage("cannot archive log/app.log: it became shorter while it was read (4 of 5 bytes)");
        assertThatThrownBy(() -> writer.put(entry, new ByteArrayInputStream(new byte[6])))
                .hasMessage("cannot archive log/app.log: it became longer than 5 bytes while it was read");
    }
}
