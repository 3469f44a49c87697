package io.kaniko.core.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinuxFilesTest {

    @TempDir
    private Path temporary;

    private String at(String name) {
        return temporary + "/" + name;
    }

    private void write(String name, String content) throws IOException {
        try (OutputStream out = LinuxFiles.create(at(name), 0644)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    private String read(String name) throws IOException {
        try (InputStream in = LinuxFiles.read(at(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "\u00e4\u20ac\uD83D\uDE00",
                "odd\uDCFF\uDC80",
                "new\nline",
                "-dash",
                " blank ",
                "back\\slash"
            })
    void everyNameGoesRound(String name) throws IOException {
        write(name, "content");
        assertThat(LinuxFiles.list(temporary.toString())).containsExactly(name);
        assertThat(read(name)).isEqualTo("content");
        assertThat(LinuxFiles.lstat(at(name)).size()).isEqualTo(7);

        LinuxFiles.rename(at(name), at("link to " + name));
        LinuxFiles.makeLink("to/" + name, at("link"));
        assertThat(LinuxFiles.readLink(at("link"))).isEqualTo("to/" + name);
        LinuxFiles.unlink(at("link to " + name));
        assertThat(LinuxFiles.list(temporary.toString())).containsExactly("link");
    }

    @Test
    void factsAreThoseOfTheKernel() throws Exception {
        write("file", "12345");
        LinuxFiles.setModified(at("file"), 1_234_567_890L, 987_654_321);
        LinuxFiles.hardLink(at("file"), at("second"));

        FileStat stat = LinuxFiles.lstat(at("file"));

        assertThat(stat.links()).isEqualTo(2);
        String expected = output("stat", "--format=%d %i %f %h %u %g %s %.9Y %.9Z", at("file"));
        assertThat("%d %d %x %d %d %d %d %d.%09d %d.%09d"
                        .formatted(
                                stat.device(),
                                stat.inode(),
                                stat.mode(),
                                stat.links(),
                                stat.uid(),
                                stat.gid(),
                                stat.size(),
                                stat.modifiedSeconds(),
                                stat.modifiedNanos(),
                                stat.changedSeconds(),
                                stat.changedNanos()))
                .isEqualTo(expected);
    }

    static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text.strip();
    }

    @Test
    void timesBeforeTheEpochAndFarAheadSurvive() throws IOException {
        write("file", "");
        LinuxFiles.setModified(at("file"), -5, 1);
        assertThat(LinuxFiles.lstat(at("file")).modifiedSeconds()).isEqualTo(-5);
        assertThat(LinuxFiles.lstat(at("file")).modifiedNanos()).isEqualTo(1);
        LinuxFiles.setModified(at("file"), 8_000_000_000L, 0);
        assertThat(LinuxFiles.lstat(at("file")).modifiedSeconds()).isEqualTo(8_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0644, 0777, 04755, 02750, 01777, 07777})
    void permissionsAreExactWhateverTheUmask(int mode) throws IOException {
        LinuxFiles.create(at("file"), mode).close();
        LinuxFiles.makeDirectory(at("directory"), mode);
        LinuxFiles.makeNode(at("fifo"), FileType.FIFO.modeBits() | mode, 0);
        for (String name : new String[] {"file", "directory", "fifo"}) {
            assertThat(LinuxFiles.lstat(at(name)).permissions()).isEqualTo(mode);
        }
        write("other", "");
        LinuxFiles.setPermissions(at("other"), mode);
        assertThat(LinuxFiles.lstat(at("other")).permissions()).isEqualTo(mode);
    }

    @Test
    void linksHaveOwnersAndTimesOfTheirOwn() throws IOException {
        write("file", "");
        LinuxFiles.setModified(at("file"), 1, 0);
        LinuxFiles.makeLink("file", at("link"));

        LinuxFiles.setOwner(at("link"), 12, 34);
        LinuxFiles.setModified(at("link"), 5_000, 6);

        FileStat link = LinuxFiles.lstat(at("link"));
        assertThat(link.isSymbolicLink()).isTrue();
        assertThat(link.uid()).isEqualTo(12);
        assertThat(link.gid()).isEqualTo(34);
        assertThat(link.modifiedSeconds()).isEqualTo(5_000);
        assertThat(link.modifiedNanos()).isEqualTo(6);
        FileStat file = LinuxFiles.lstat(at("file"));
        assertThat(file.uid()).isZero();
        assertThat(file.modifiedSeconds()).isEqualTo(1);
        assertThatThrownBy(() -> LinuxFiles.setPermissions(at("link"), 0600)).isInstanceOf(LinuxException.class);
        assertThat(LinuxFiles.lstat(at("file")).permissions()).isEqualTo(0644);
    }

    @Test
    void ownersMayBeAsLargeAsTheKernelTakes() throws IOException {
        write("file", "");
        LinuxFiles.setOwner(at("file"), (int) 4_294_967_294L, 65534);
        assertThat(Integer.toUnsignedLong(LinuxFiles.lstat(at("file")).uid())).isEqualTo(4_294_967_294L);
        LinuxFiles.setOwner(at("file"), -1, 7);
        assertThat(Integer.toUnsignedLong(LinuxFiles.lstat(at("file")).uid())).isEqualTo(4_294_967_294L);
        assertThat(LinuxFiles.lstat(at("file")).gid()).isEqualTo(7);
    }

    @Test
    void deviceNodesKeepTheirNumbers() throws Exception {
        long number = DeviceNumber.of(300, 70_000);
        LinuxFiles.makeNode(at("block"), FileType.BLOCK_DEVICE.modeBits() | 0640, number);
        LinuxFiles.makeNode(at("null"), FileType.CHARACTER_DEVICE.modeBits() | 0666, DeviceNumber.of(1, 3));

        FileStat stat = LinuxFiles.lstat(at("block"));
        assertThat(stat.type()).isEqualTo(FileType.BLOCK_DEVICE);
        assertThat(stat.deviceNumber()).isEqualTo(number);
        assertThat(DeviceNumber.major(stat.deviceNumber())).isEqualTo(300);
        assertThat(DeviceNumber.minor(stat.deviceNumber())).isEqualTo(70_000);
        assertThat(output("stat", "--format=%t %T", at("null"))).isEqualTo("1 3");
    }

    @Test
    void attributesAreBytes() throws Exception {
        write("file", "");
        assertThat(LinuxFiles.attributes(at("file"))).isEmpty();
        // cap_net_raw, effective and permitted, version 2
        byte[] capability = new byte[20];
        capability[0] = 1;
        capability[3] = 2;
        capability[5] = 0x20;
        LinuxFiles.setAttribute(at("file"), "security.capability", capability);
        LinuxFiles.setAttribute(at("file"), "user.empty", new byte[0]);
        LinuxFiles.setAttribute(at("file"), "user.zeros", new byte[] {0, -1, 0});

        assertThat(LinuxFiles.attributes(at("file")).sequencedKeySet())
                .containsExactly("security.capability", "user.empty", "user.zeros");
        assertThat(LinuxFiles.attributes(at("file")))
                .containsEntry("security.capability", capability)
                .containsEntry("user.empty", new byte[0])
                .containsEntry("user.zeros", new byte[] {0, -1, 0});
        LinuxFiles.makeLink("file", at("link"));
        assertThat(LinuxFiles.attributes(at("link"))).isEmpty();
    }

    @Test
    void aFileSystemWithoutAttributesHasNone() throws IOException {
        assertThat(LinuxFiles.attributes("/proc/self/status")).isEmpty();
    }

    @Test
    void namesOfManyAttributesAreReadToo() throws IOException {
        write("file", "");
        for (int i = 0; i < 40; i++) {
            LinuxFiles.setAttribute(at("file"), "user.an-attribute-with-a-long-name-" + i, new byte[] {(byte) i});
        }
        assertThat(LinuxFiles.attributes(at("file"))).hasSize(40);
    }

    @Test
    void whatIsNotThereIsSaidByType() throws IOException {
        write("file", "");
        assertThat(LinuxFiles.find(at("nothing"))).isEmpty();
        assertThat(LinuxFiles.find(at("file/below"))).isEmpty();
        assertThat(LinuxFiles.find(at("file"))).isPresent();
        assertThatThrownBy(() -> LinuxFiles.lstat(at("nothing")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(at("nothing") + ": statx: No such file or directory");
        assertThatThrownBy(() -> LinuxFiles.create(at("file"), 0600)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> LinuxFiles.lstat(at("file/below")))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(20))
                .hasMessage(at("file/below") + ": statx: Not a directory");
        assertThatThrownBy(() -> LinuxFiles.lstat(at("a\0b"))).isInstanceOf(FileSystemException.class);
    }

    @Test
    void linksAreNeitherReadNorWrittenThrough() throws IOException {
        write("file", "kept");
        LinuxFiles.makeLink("file", at("link"));
        LinuxFiles.makeLink("nothing", at("dangling"));
        assertThatThrownBy(() -> LinuxFiles.read(at("link"))).hasMessageContaining("symbolic links");
        assertThatThrownBy(() -> LinuxFiles.create(at("dangling"), 0600)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> LinuxFiles.copyContent(at("file"), at("link"), 0600))
                .isInstanceOf(IOException.class);
        assertThat(LinuxFiles.find(at("nothing"))).isEmpty();
        assertThat(LinuxFiles.lstat(at("link/")).isSymbolicLink()).isTrue();
    }

    @Test
    void readingAFifoDoesNotWaitForAWriter() throws IOException {
        LinuxFiles.makeNode(at("fifo"), FileType.FIFO.modeBits() | 0600, 0);
        assertThat(read("fifo")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4079, 4080, 4081, 65_535, 65_536, 300_000, 1_000_001})
    void contentOfEverySizeIsWrittenReadAndCopied(int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        try (OutputStream out = LinuxFiles.create(at("file"), 0600)) {
            if (size > 0) {
                out.write(content[0]);
                out.write(content, 1, size - 1);
            }
        }
        assertThat(Files.readAllBytes(temporary.resolve("file"))).isEqualTo(content);
        try (InputStream in = LinuxFiles.read(at("file"))) {
            assertThat(in.read()).isEqualTo(size == 0 ? -1 : content[0] & 0xFF);
            assertThat(in.readAllBytes()).hasSize(Math.max(0, size - 1));
            assertThat(in.read()).isEqualTo(-1);
        }
        try (InputStream in = LinuxFiles.read(at("file"));
                OutputStream out = LinuxFiles.create(at("transferred"), 0600)) {
            assertThat(in.transferTo(out)).isEqualTo(size);
        }
        assertThat(Files.readAllBytes(temporary.resolve("transferred"))).isEqualTo(content);
        Files.write(temporary.resolve("copy"), new byte[2_000_000]);
        assertThat(LinuxFiles.copyContent(at("file"), at("copy"), 0641)).isEqualTo(size);
        assertThat(Files.readAllBytes(temporary.resolve("copy"))).isEqualTo(content);
        assertThat(LinuxFiles.lstat(at("copy")).permissions()).isEqualTo(0641);
    }

    @Test
    void filesWhoseSizeSaysNothingAreCopiedWhole() throws IOException {
        assertThat(LinuxFiles.copyContent("/proc/self/status", at("status"), 0600))
                .isPositive();
        assertThat(read("status")).contains("Name:");
        assertThat(LinuxFiles.copyContent("/proc/cpuinfo", "/dev/shm/kaniko-copy-" + temporary.getFileName(), 0600))
                .isPositive();
        LinuxFiles.unlink("/dev/shm/kaniko-copy-" + temporary.getFileName());
    }

    @Test
    void aStreamThatIsClosedSaysSo() throws IOException {
        write("file", "x");
        InputStream in = LinuxFiles.read(at("file"));
        in.close();
        in.close();
        assertThatThrownBy(in::read).hasMessageContaining("closed");
        OutputStream out = LinuxFiles.create(at("out"), 0600);
        out.close();
        out.close();
        assertThatThrownBy(() -> out.write(1)).hasMessageContaining("closed");
    }

    @Test
    void pathsLongerThanTheKernelTakesWork() throws Exception {
        StringBuilder path = new StringBuilder(temporary + "/long");
        LinuxFiles.makeDirectory(path.toString(), 0755);
        for (int i = 0; i < 50; i++) {
            path.append('/').append("n".repeat(200));
            LinuxFiles.makeDirectory(path.toString(), 0755);
        }
        String file = path + "/file";
        try (OutputStream out = LinuxFiles.create(file, 0600)) {
            out.write(7);
        }
        LinuxFiles.setAttribute(file, "user.name", new byte[] {1});
        LinuxFiles.setModified(file, 77, 0);
        LinuxFiles.hardLink(file, path + "/second");
        LinuxFiles.rename(path + "/second", at("second"));
        LinuxFiles.makeLink("x", path + "/link");

        assertThat(file).hasSizeGreaterThan(10_000);
        assertThat(LinuxFiles.lstat(at("second")).modifiedSeconds()).isEqualTo(77);
        assertThat(LinuxFiles.attributes(file)).containsOnlyKeys("user.name");
        assertThat(LinuxFiles.list(path.toString())).containsExactly("file", "link");
        assertThat(LinuxFiles.readLink(path + "/link")).isEqualTo("x");
        assertThat(LinuxFiles.find(path + "/none")).isEmpty();
        assertThat(LinuxFiles.find(path + "/none/" + "m".repeat(200))).isEmpty();
        LinuxFiles.deleteTree(at("long"));
        assertThat(LinuxFiles.find(at("long"))).isEmpty();
    }
}
