package io.kaniko.snapshot.full;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.Changes;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real file system, whose clock and inodes no fake gets right. */
class FullSnapshotterTest {

    @TempDir
    private Path temporary;

    private RealTree tree;
    private FullSnapshotter snapshotter;

    @BeforeEach
    void fill() throws IOException {
        tree = new RealTree(temporary.resolve("root"));
        tree.directory("d");
        tree.directory("d/sub");
        tree.file("d/one", "one");
        tree.file("d/sub/two", "two");
        tree.file("recorded", "recorded");
        tree.record("recorded");
        LinuxFiles.makeLink("one", tree.host("d/link"));
        LinuxFiles.makeNode(tree.host("fifo"), FileType.FIFO.modeBits() | 0600, 0);
        snapshotter = new FullSnapshotter(tree);
    }

    private void baseline() throws IOException {
        tree.letTheClockGoOn();
        snapshotter.baseline();
        tree.opened();
    }

    private void expect(String... changed) throws IOException {
        Changes changes = snapshotter.changes();
        assertThat(changes.changed()).containsExactly(changed);
        assertThat(changes.deleted()).isEmpty();
    }

    private void backdate(String path, FileStat to) throws IOException {
        LinuxFiles.setModified(tree.host(path), to.modifiedSeconds(), to.modifiedNanos());
    }

    @Test
    void anUntouchedTreeIsNotRead() throws IOException {
        baseline();
        expect();
        assertThat(tree.opened()).isEmpty();
    }

    @Test
    void anEditOfTheSameSizeAndTimeIsSeen() throws IOException {
        baseline();
        for (String path : new String[] {"d/one", "recorded"}) {
            FileStat before = LinuxFiles.lstat(tree.host(path));
            tree.write(path, path.equals("d/one") ? "eno" : "dedrocer");
            backdate(path, before);
        }
        expect("d/one", "recorded");
    }

    @Test
    void anEditWithinOneTickOfTheClockIsSeen() throws IOException {
        tree.write("d/one", "eno");
        snapshotter.baseline();
        FileStat before = LinuxFiles.lstat(tree.host("d/one"));
        tree.write("d/one", "one");
        backdate("d/one", before);
        expect("d/one");
    }

    @Test
    void aFileThatWasTouchedAndIsTheSameIsNotChangedWhereItsContentIsKnown() throws IOException {
        baseline();
        LinuxFiles.setOwner(tree.host("recorded"), 0, 0);
        LinuxFiles.setPermissions(tree.host("recorded"), 0644);
        tree.letTheClockGoOn();
        expect();
        assertThat(tree.opened()).containsExactly("recorded");
    }

    @Test
    void aFileThatWasTouchedIsChangedWhereItsContentIsNotKnown() throws IOException {
        baseline();
        LinuxFiles.setPermissions(tree.host("d/one"), 0644);
        // Else it might change again at this moment, and would be read for the next comparison.
        tree.letTheClockGoOn();
        expect("d/one");
        assertThat(tree.opened()).isEmpty();
    }

    @Test
    void permissionsAloneAreSeen() throws IOException {
        baseline();
        LinuxFiles.setPermissions(tree.host("d/one"), 04755);
        LinuxFiles.setPermissions(tree.host("d/sub"), 0700);
        LinuxFiles.setPermissions(tree.host("fifo"), 0666);
        expect("d/one", "d/sub", "fifo");
    }

    @Test
    void ownersAloneAreSeen() throws IOException {
        baseline();
        LinuxFiles.setOwner(tree.host("d/one"), 0, 7);
        LinuxFiles.setOwner(tree.host("d/link"), 7, 0);
        LinuxFiles.setOwner(tree.host("d"), 7, 7);
        expect("d", "d/link", "d/one");
    }

    @Test
    void timesOfFilesAreSeenAndOfDirectoriesNot() throws IOException {
        baseline();
        LinuxFiles.setModified(tree.host("d/one"), 1, 0);
        LinuxFiles.setModified(tree.host("recorded"), 1, 0);
        LinuxFiles.setModified(tree.host("d/link"), 1, 0);
        LinuxFiles.setModified(tree.host("d"), 1, 0);
        expect("d/link", "d/one", "recorded");
    }

    @Test
    void aDirectoryIsNotChangedByWhatIsPutIntoIt() throws IOException {
        baseline();
        tree.file("d/sub/new", "");
        expect("d/sub/new");
    }

    @Test
    void attributesAreSeenOnFilesAndDirectories() throws IOException {
        LinuxFiles.setAttribute(tree.host("d/sub"), "user.old", new byte[] {1});
        baseline();
        LinuxFiles.setAttribute(tree.host("recorded"), "user.new", new byte[0]);
        LinuxFiles.setAttribute(tree.host("d"), "user.new", new byte[] {1});
        LinuxFiles.setAttribute(tree.host("d/sub"), "user.old", new byte[] {2});
        expect("d", "d/sub", "recorded");
    }

    @Test
    void deletionsNameTheTopmostPath() throws IOException {
        baseline();
        LinuxFiles.deleteTree(tree.host("d"));
        LinuxFiles.unlink(tree.host("fifo"));
        Changes changes = snapshotter.changes();
        assertThat(changes.deleted()).containsExactly("d", "fifo");
        assertThat(changes.changed()).isEmpty();
    }

    @Test
    void aDirectoryThatIsMadeAgainHasLostWhatWasInIt() throws IOException {
        baseline();
        LinuxFiles.deleteTree(tree.host("d"));
        tree.directory("d");
        tree.file("d/sub", "a file now");
        Changes changes = snapshotter.changes();
        assertThat(changes.deleted()).containsExactly("d/link", "d/one");
        assertThat(changes.changed()).containsExactly("d/sub");
    }

    @Test
    void aDirectoryThatBecameALinkTakesItsContentWithIt() throws IOException {
        baseline();
        LinuxFiles.rename(tree.host("d"), tree.host("e"));
        LinuxFiles.makeLink("e", tree.host("d"));
        expect("d", "e", "e/link", "e/one", "e/sub", "e/sub/two");
    }

    @Test
    void aLinkThatPointsElsewhereIsSeenWhateverItsTime() throws IOException {
        baseline();
        FileStat before = LinuxFiles.lstat(tree.host("d/link"));
        LinuxFiles.unlink(tree.host("d/link"));
        LinuxFiles.makeLink("two", tree.host("d/link"));
        backdate("d/link", before);
        expect("d/link");
    }

    @Test
    void aNewHardLinkBringsTheOldNameIntoTheLayer() throws IOException {
        baseline();
        LinuxFiles.hardLink(tree.host("recorded"), tree.host("d/second"));
        expect("d/second", "recorded");
    }

    @Test
    void aHardLinkLessIsADeletionOnly() throws IOException {
        LinuxFiles.hardLink(tree.host("recorded"), tree.host("d/second"));
        tree.record("recorded");
        tree.record("d/second");
        baseline();
        LinuxFiles.unlink(tree.host("d/second"));
        Changes changes = snapshotter.changes();
        assertThat(changes.changed()).isEmpty();
        assertThat(changes.deleted()).containsExactly("d/second");
    }

    @Test
    void theNextBaselineKeepsWhatItKnowsOfUntouchedFiles() throws IOException {
        baseline();
        tree.write("d/one", "changed");
        baseline();
        expect();
        LinuxFiles.setPermissions(tree.host("recorded"), 0644);
        expect();
        FileStat before = LinuxFiles.lstat(tree.host("recorded"));
        tree.write("recorded", "RECORDED");
        backdate("recorded", before);
        expect("recorded");
    }

    @Test
    void oddNamesAreKept() throws IOException {
        tree.directory("odd\uDCFF");
        tree.directory("odd\uDCFF/\u00e4\u20ac\uD83D\uDE00");
        LinuxFiles.create(tree.host("odd\uDCFF/new\nline"), 0600).close();
        baseline();
        expect();
        LinuxFiles.unlink(tree.host("odd\uDCFF/new\nline"));
        LinuxFiles.removeDirectory(tree.host("odd\uDCFF/\u00e4\u20ac\uD83D\uDE00"));
        assertThat(snapshotter.changes().deleted())
                .containsExactly("odd\uDCFF/new\nline", "odd\uDCFF/\u00e4\u20ac\uD83D\uDE00");
    }

    @Test
    void manyFilesAreNotRead() throws IOException {
        for (int d = 0; d < 200; d++) {
            tree.directory("d/" + d);
            LinuxFiles.create(tree.host("d/" + d + "/0"), 0600).close();
            for (int f = 1; f < 100; f++) {
                LinuxFiles.create(tree.host("d/" + d + "/" + f), 0600).close();
            }
        }
        baseline();
        tree.write("d/77/7", "changed");
        LinuxFiles.unlink(tree.host("d/99/9"));
        Changes changes = snapshotter.changes();
        assertThat(changes.changed()).containsExactly("d/77/7");
        assertThat(changes.deleted()).containsExactly("d/99/9");
        assertThat(tree.opened()).isEmpty();
    }

    @Test
    void changesNeedABaseline() {
        assertThatThrownBy(snapshotter::changes)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("changes were asked for before a baseline was taken");
    }

    @Test
    void anAnswerServesAsTheNextBaseline() throws IOException {
        baseline();
        tree.write("d/one", "two");
        tree.file("new", "new");
        expect("d/one", "new");
        tree.write("new", "wen");
        expect("new");
        tree.letTheClockGoOn();
        expect();
        tree.opened();
        expect();
        assertThat(tree.opened()).isEmpty();
    }

    @Test
    void aDigestThatIsLearnedAfterTheAnswerCounts() throws IOException {
        baseline();
        tree.write("d/one", "two");
        tree.letTheClockGoOn();
        expect("d/one");
        tree.record("d/one");
        LinuxFiles.setPermissions(tree.host("d/one"), 0644);
        expect();
    }
}
