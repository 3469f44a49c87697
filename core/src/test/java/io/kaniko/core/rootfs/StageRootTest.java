package io.kaniko.core.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageRootTest {

    @TempDir
    private Path temporary;

    private StageRoot root;

    @BeforeEach
    void fill() throws IOException {
        root = new StageRoot(temporary.resolve("root"));
        LinuxFiles.makeDirectory(root.directory(), 0755);
        LinuxFiles.makeDirectory(temporary + "/outside", 0755);
        directory("a");
        directory("a/b");
        file("a/b/file");
        link("/a", "absolute");
        link("a/b", "relative");
        link("../../../../outside", "a/b/escaping");
        link("../..", "a/b/up");
        link("nowhere/deeper", "dangling");
        link("circle", "circle");
        link("absolute/b/file", "chain");
        link("/", "slash");
        link(temporary + "/outside", "host");
    }

    /** Here and not by JUnit, which warns about links that lead out. */
    @AfterEach
    void delete() throws IOException {
        LinuxFiles.deleteTree(root.directory());
    }

    private void directory(String path) throws IOException {
        LinuxFiles.makeDirectory(root.hostPath(path), 0755);
    }

    private void file(String path) throws IOException {
        LinuxFiles.create(root.hostPath(path), 0644).close();
    }

    private void link(String target, String path) throws IOException {
        LinuxFiles.makeLink(target, root.hostPath(path));
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "/, ''",
        "///a//./b/, a/b",
        "a/b/file, a/b/file",
        "/../../../etc/passwd, etc/passwd",
        "a/../../a, a",
        "absolute, a",
        "/absolute/b/file, a/b/file",
        "relative/file, a/b/file",
        "relative/../c, a/c",
        "a/b/escaping, outside",
        "a/b/escaping/x, outside/x",
        "a/b/up/a, a",
        "dangling, nowhere/deeper",
        "dangling/x, nowhere/deeper/x",
        "missing/../a, a",
        "missing/../../a, a",
        "a/b/file/below, a/b/file/below",
        "chain, a/b/file",
        "slash/slash/slash/a, a",
        "slash, ''",
    })
    void everyPathStaysBelowTheRoot(String path, String expected) throws IOException {
        StageRoot.ResolvedPath resolved = root.resolve(path, true);

        assertThat(resolved.relative()).isEqualTo(expected);
        assertThat(resolved.host())
                .isEqualTo(expected.isEmpty() ? root.directory() : root.directory() + "/" + expected);
        assertThat(resolved.stat()).isEqualTo(LinuxFiles.find(resolved.host()));
    }

    @Test
    void anAbsoluteLinkToAPlaceOfTheHostMeansThatPlaceInTheImage() throws IOException {
        StageRoot.ResolvedPath resolved = root.resolve("host/secret", true);

        assertThat(resolved.host()).startsWith(root.directory() + "/").endsWith("/outside/secret");
        assertThat(resolved.exists()).isFalse();
    }

    @Test
    void aLastLinkIsFollowedOnlyOnRequest() throws IOException {
        assertThat(root.resolve("relative", false).relative()).isEqualTo("relative");
        assertThat(root.resolve("relative", false).stat())
                .hasValueSatisfying(stat -> assertThat(stat.isSymbolicLink()).isTrue());
        assertThat(root.resolve("absolute/b/up", false).relative()).isEqualTo("a/b/up");
        assertThat(root.resolve("circle", false).relative()).isEqualTo("circle");
    }

    @Test
    void circlesEnd() {
        assertThatThrownBy(() -> root.resolve("circle", true))
                .isInstanceOf(FileSystemException.class)
                .hasMessage("circle: more than 255 symbolic links, probably in a circle");
        assertThatThrownBy(() -> root.resolve("circle/x", false)).isInstanceOf(FileSystemException.class);
    }

    @Test
    void aChainOf255LinksIsTheLongest() throws IOException {
        link("a", "l1");
        for (int i = 2; i <= 256; i++) {
            link("l" + (i - 1), "l" + i);
        }
        assertThat(root.resolve("l255", true).relative()).isEqualTo("a");
        assertThatThrownBy(() -> root.resolve("l256", true)).isInstanceOf(FileSystemException.class);
    }

    @Test
    void namesAndPathsHaveBounds() throws IOException {
        assertThatThrownBy(() -> root.resolve("n".repeat(256), true)).hasMessageContaining("File name too long");
        assertThatThrownBy(() -> root.resolve("n/".repeat(40_000), true))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("longer than 65536");
        String deep = "n/".repeat(20_000) + "n";
        assertThat(root.resolve(deep, true).relative()).isEqualTo(deep);
    }

    @Test
    void oddBytesInNamesAndTargetsAreKept() throws IOException {
        directory("odd\uDCFF");
        file("odd\uDCFF/new\nline");
        link("odd\uDCFF/new\nline", "link\uDC80");
        assertThat(root.resolve("link\uDC80", true).relative()).isEqualTo("odd\uDCFF/new\nline");
        assertThat(root.resolve("link\uDC80", true).exists()).isTrue();
    }

    @Test
    void makesMissingDirectoriesThroughLinks() throws IOException {
        assertThat(root.makeDirectories("/relative/x/y", 01750, 5, 6)).containsExactly("a/b/x", "a/b/x/y");
        FileStat stat = LinuxFiles.lstat(root.hostPath("a/b/x"));
        assertThat(stat.permissions()).isEqualTo(01750);
        assertThat(stat.uid()).isEqualTo(5);
        assertThat(stat.gid()).isEqualTo(6);
        assertThat(LinuxFiles.lstat(root.hostPath("a/b")).uid()).isZero();

        assertThat(root.makeDirectories("dangling/z", 0755, 0, 0))
                .containsExactly("nowhere", "nowhere/deeper", "nowhere/deeper/z");
        assertThat(root.makeDirectories("a/b/escaping/in", 0755, 0, 0)).containsExactly("outside", "outside/in");
        assertThat(LinuxFiles.list(temporary + "/outside")).isEmpty();
        assertThat(root.makeDirectories("absolute", 0700, 1, 1)).isEmpty();
        assertThat(root.makeDirectories("/", 0700, 1, 1)).isEmpty();
        assertThat(LinuxFiles.lstat(root.hostPath("a")).permissions()).isEqualTo(0755);
    }

    @Test
    void aFileInTheWayOfADirectoryIsNamed() {
        assertThatThrownBy(() -> root.makeDirectories("chain", 0755, 0, 0))
                .hasMessage("/a/b/file: not a directory, so that /a/b/file cannot be made");
        assertThatThrownBy(() -> root.makeDirectories("chain/x", 0755, 0, 0))
                .hasMessage("/a/b/file: not a directory, so that /a/b/file/x cannot be made");
    }
}
