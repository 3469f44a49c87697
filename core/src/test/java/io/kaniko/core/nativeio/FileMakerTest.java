package io.kaniko.core.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileMakerTest {

    @TempDir
    private Path temporary;

    private final FileMaker maker = new FileMaker();

    @AfterEach
    void close() {
        maker.close();
    }

    private void make(String name, String content) throws IOException {
        try (FileMaker.NewFile file = maker.makeFile(name, 0600)) {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            file.write(bytes, 0, bytes.length);
        }
    }

    private static byte[] content(String path) throws IOException {
        try (InputStream in = LinuxFiles.read(path)) {
            return in.readAllBytes();
        }
    }

    @Test
    void aFileHasWhatItWasGiven() throws IOException {
        maker.enter(temporary.toString());
        FileStat told;
        try (FileMaker.NewFile file = maker.makeFile("odd\uDCFF", 0600)) {
            file.write("content".getBytes(StandardCharsets.UTF_8), 3, 4);
            file.setModified(-5, 7);
            file.setOwner(3, 4);
            file.setPermissions(06711);
            file.setAttribute("user.empty", new byte[0]);
            file.setAttribute("user.note", new byte[] {0, 1});
            told = file.stat();
        }

        String path = temporary + "/odd\uDCFF";
        assertThat(LinuxFiles.lstat(path)).isEqualTo(told);
        assertThat(List.of(told.uid(), told.gid(), told.permissions())).containsExactly(3, 4, 06711);
        assertThat(List.of(told.modifiedSeconds(), (long) told.modifiedNanos())).containsExactly(-5L, 7L);
        assertThat(content(path)).isEqualTo("tent".getBytes(StandardCharsets.UTF_8));
        assertThat(LinuxFiles.attributes(path)).containsOnlyKeys("user.empty", "user.note");
        assertThat(LinuxFiles.attributes(path).get("user.note")).containsExactly(0, 1);
    }

    @Test
    void directoriesAndLinksHaveWhatTheyWereGiven() throws IOException {
        maker.enter(temporary.toString());
        FileHandle directory = maker.makeDirectory("d", 0700);
        directory.setOwner(5, 6);
        directory.setPermissions(02751);
        directory.setAttribute("user.note", new byte[] {2});
        directory.setModified(8, 9);
        FileHandle link = maker.makeLink("l", "/nowhere/\uDC80");
        link.setOwner(7, 8);
        link.setModified(10, 11);

        FileStat ofDirectory = LinuxFiles.lstat(temporary + "/d");
        assertThat(ofDirectory).isEqualTo(directory.stat());
        assertThat(List.of(ofDirectory.uid(), ofDirectory.gid(), ofDirectory.permissions()))
                .containsExactly(5, 6, 02751);
        assertThat(ofDirectory.modifiedSeconds()).isEqualTo(8);
        assertThat(LinuxFiles.attributes(temporary + "/d")).containsOnlyKeys("user.note");
        FileStat ofLink = LinuxFiles.lstat(temporary + "/l");
        assertThat(ofLink).isEqualTo(link.stat());
        assertThat(List.of(ofLink.uid(), ofLink.gid(), ofLink.modifiedNanos())).containsExactly(7, 8, 11);
        assertThat(LinuxFiles.readLink(temporary + "/l")).isEqualTo("/nowhere/\uDC80");
    }

    @Test
    void goesFromDirectoryToDirectoryAndMayBeUsedAgainAfterClosing() throws IOException {
        maker.enter(temporary.toString());
        maker.makeDirectory("a", 0700);
        maker.makeDirectory("b", 0700);
        for (String name : List.of("a", "b", "a")) {
            maker.enter(temporary + "/" + name);
            make(Long.toString(System.nanoTime()), "");
        }
        maker.close();
        maker.enter(temporary + "/b");
        make("last", "");

        assertThat(LinuxFiles.list(temporary + "/a")).hasSize(2);
        assertThat(LinuxFiles.list(temporary + "/b")).hasSize(2).contains("last");
    }

    @Test
    void whoHasLeftADirectoryFindsTheOneThatTookItsPlace() throws IOException {
        Files.createDirectory(temporary.resolve("d"));
        maker.enter(temporary + "/d");
        maker.leave();
        LinuxFiles.deleteTree(temporary + "/d");
        Files.createDirectory(temporary.resolve("d"));
        maker.enter(temporary + "/d");
        make("f", "here");

        assertThat(temporary.resolve("d/f")).hasContent("here");
    }

    @Test
    void whatIsThereIsLeftAsItIs() throws IOException {
        Files.writeString(temporary.resolve("file"), "old");
        Files.createSymbolicLink(temporary.resolve("dangling"), temporary.resolve("target"));
        maker.enter(temporary.toString());

        for (String name : List.of("file", "dangling")) {
            assertThatThrownBy(() -> maker.makeFile(name, 0600)).isInstanceOf(FileAlreadyExistsException.class);
            assertThatThrownBy(() -> maker.makeDirectory(name, 0700)).isInstanceOf(FileAlreadyExistsException.class);
            assertThatThrownBy(() -> maker.makeLink(name, "x")).isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(temporary.resolve("file")).hasContent("old");
        assertThat(temporary.resolve("target")).doesNotExist();
    }

    @Test
    void entersNeitherLinksNorFilesNorNothing() throws IOException {
        Files.createSymbolicLink(temporary.resolve("link"), temporary);
        Files.writeString(temporary.resolve("file"), "");

        assertThatThrownBy(() -> maker.enter(temporary + "/link")).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> maker.enter(temporary + "/file")).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> maker.enter(temporary + "/none")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> maker.makeFile("f", 0600)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void namesTheFileThatCannotBeMade() throws IOException {
        maker.enter(temporary.toString());
        String tooLong = "n".repeat(300);

        assertThatThrownBy(() -> maker.makeFile(tooLong, 0600))
                .isInstanceOf(LinuxException.class)
                .hasMessage(temporary + "/" + tooLong + ": openat: File name too long");
        assertThatThrownBy(() -> maker.makeLink("l", "t".repeat(5000))).hasMessageContaining("File name too long");
        assertThatThrownBy(() -> maker.makeFile("a\0b", 0600)).hasMessageContaining("NUL");
    }

    @Test
    void worksAtPathsThatAreLongerThanTheKernelTakesAtOnce() throws IOException {
        StringBuilder path = new StringBuilder(temporary.toString());
        String name = "d".repeat(250);
        for (int i = 0; i < 20; i++) {
            maker.enter(path.toString());
            maker.makeDirectory(name, 0700).setAttribute("user.depth", new byte[] {(byte) i});
            path.append('/').append(name);
        }
        maker.enter(path.toString());
        make("f", "deep");

        assertThat(content(path + "/f")).isEqualTo("deep".getBytes(StandardCharsets.UTF_8));
        assertThat(LinuxFiles.attributes(path.toString()).get("user.depth")).containsExactly(19);
        LinuxFiles.deleteTree(temporary + "/" + name);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, FileMaker.CONTENT_SIZE - 1, FileMaker.CONTENT_SIZE, 3 * FileMaker.CONTENT_SIZE + 5})
    void contentOfEverySizeArrives(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.write(temporary.resolve("source"), bytes);
        maker.enter(temporary.toString());
        try (FileMaker.NewFile file = maker.makeFile("written", 0600)) {
            file.write(bytes, 0, size);
        }
        // The size that was stated may have been another.
        for (long stated : new long[] {0, 1L << 40}) {
            try (FileMaker.NewFile file = maker.makeFile("copied" + stated, 0600)) {
                assertThat(file.copyContentOf(temporary + "/source", stated)).isEqualTo(size);
            }
            assertThat(temporary.resolve("copied" + stated)).hasBinaryContent(bytes);
        }
        assertThat(temporary.resolve("written")).hasBinaryContent(bytes);
        assertThat(LinuxFiles.lstat(temporary + "/written").type()).isEqualTo(FileType.REGULAR);
    }
}
