package io.kaniko.core.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeCopierTest {

    @TempDir
    private Path directory;

    private Path from;
    private Path to;
    private final TouchedPaths touched = new TouchedPaths();

    @BeforeEach
    void makeTrees() throws IOException {
        from = Files.createDirectory(directory.resolve("from"));
        to = Files.createDirectory(directory.resolve("to"));
    }

    private void copy(String source, String destination, CopyAttributes attributes) throws IOException {
        SourceTree tree = new SourceTree(new StageRoot(from), PathFilter.NONE);
        SourceTree.Found found = tree.find(source, true).orElseThrow();
        String name = source.substring(source.lastIndexOf('/') + 1);
        new TreeCopier(new StageRoot(to), attributes, touched).copy(tree, found, name, destination);
    }

    private void write(Path tree, String path, String text) throws IOException {
        Files.createDirectories(tree.resolve(path).getParent());
        Files.writeString(tree.resolve(path), text);
    }

    @Test
    void copiesTheContentsOfADirectory() throws IOException {
        write(from, "d/a", "A");
        write(from, "d/sub/b", "B");
        copy("d", "/x", CopyAttributes.KEEP);
        assertThat(to.resolve("x/a")).hasContent("A");
        assertThat(to.resolve("x/sub/b")).hasContent("B");
        assertThat(touched.changes().changed()).containsExactly("x", "x/a", "x/sub", "x/sub/b");
    }

    @Test
    void putsAFileIntoADirectoryThatIsThere() throws IOException {
        write(from, "a", "A");
        Files.createDirectory(to.resolve("x"));
        copy("a", "/x", CopyAttributes.KEEP);
        assertThat(to.resolve("x/a")).hasContent("A");
        assertThat(touched.changes().changed()).containsExactly("x/a");
    }

    @Test
    void followsLinksInTheDestinationInsideTheRoot() throws IOException {
        write(from, "a", "A");
        Files.createSymbolicLink(to.resolve("link"), Path.of("/../../real"));
        copy("a", "/link/", CopyAttributes.KEEP);
        assertThat(to.resolve("real/a")).hasContent("A");
    }

    @Test
    void refusesAFileWhereADirectoryIs() throws IOException {
        write(from, "d/a", "A");
        Files.createDirectories(to.resolve("x/a"));
        assertThatThrownBy(() -> copy("d", "/x/", CopyAttributes.KEEP))
                .isInstanceOf(BuildException.class)
                .hasMessage("cannot replace to directory /x/a with file");
    }

    @Test
    void refusesADirectoryWhereAFileIs() throws IOException {
        write(from, "d/a", "A");
        write(to, "x", "file");
        assertThatThrownBy(() -> copy("d", "/x", CopyAttributes.KEEP))
                .isInstanceOf(BuildException.class)
                .hasMessage("cannot copy to non-directory: /x");
    }

    @Test
    void setsOwnerAndModeAlsoOfNewParents() throws IOException {
        write(from, "a", "A");
        copy("a", "/p/q/a", new CopyAttributes(Optional.of(new Accounts.Owner(7, 8)), ModeChange.parse("1700")));
        assertThat(LinuxFiles.lstat(to.resolve("p").toString()).uid()).isEqualTo(7);
        assertThat(LinuxFiles.lstat(to.resolve("p").toString()).permissions()).isEqualTo(0700);
        assertThat(LinuxFiles.lstat(to.resolve("p/q/a").toString()).permissions())
                .isEqualTo(01700);
        assertThat(LinuxFiles.lstat(to.resolve("p/q/a").toString()).gid()).isEqualTo(8);
    }

    @Test
    void leavesAloneWhatIsThereAlready() throws IOException {
        write(from, "d/a", "A");
        write(from, "d/b", "B");
        copy("d", "/x/", CopyAttributes.KEEP);
        TouchedPaths again = new TouchedPaths();
        SourceTree tree = new SourceTree(new StageRoot(from), PathFilter.NONE);
        Files.writeString(to.resolve("x/b"), "C");
        new TreeCopier(new StageRoot(to), CopyAttributes.KEEP, again)
                .copy(tree, tree.find("d", true).orElseThrow(), "d", "/x/");
        assertThat(again.changes().changed()).containsExactly("x/b");
        assertThat(to.resolve("x/b")).hasContent("B");
    }

    @Test
    void keepsHardLinksAndLinksInsideADirectory() throws IOException {
        write(from, "d/a", "A");
        Files.createLink(from.resolve("d/b"), from.resolve("d/a"));
        Files.createSymbolicLink(from.resolve("d/dangling"), Path.of("nowhere"));
        copy("d", "/x", CopyAttributes.KEEP);
        assertThat(LinuxFiles.lstat(to.resolve("x/a").toString()).inode())
                .isEqualTo(LinuxFiles.lstat(to.resolve("x/b").toString()).inode());
        assertThat(Files.readSymbolicLink(to.resolve("x/dangling"))).hasToString("nowhere");
    }

    @Test
    void stacksATreeWithoutFollowingLinks() throws IOException {
        write(from, "link/a", "A");
        Files.createDirectory(to.resolve("real"));
        Files.createSymbolicLink(to.resolve("link"), Path.of("real"));
        new TreeMerger(new StageRoot(to), touched).merge(new StageRoot(from));
        assertThat(Files.isSymbolicLink(to.resolve("link"))).isFalse();
        assertThat(to.resolve("link/a")).hasContent("A");
        assertThat(to.resolve("real")).isEmptyDirectory();
        assertThat(touched.changes().changed()).containsExactly("link", "link/a");
    }
}
