package io.kaniko.core.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.FileType;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeDeletionTest {

    @TempDir
    private Path temporary;

    private String tree() throws IOException {
        String tree = temporary + "/tree";
        LinuxFiles.makeDirectory(tree, 0755);
        return tree;
    }

    @Test
    void everyKindOfFileGoes() throws IOException {
        String tree = tree();
        LinuxFiles.makeDirectory(tree + "/closed", 0);
        LinuxFiles.create(tree + "/closed/odd\uDCFF\n", 0).close();
        LinuxFiles.makeNode(tree + "/fifo", FileType.FIFO.modeBits(), 0);
        LinuxFiles.makeNode(tree + "/device", FileType.CHARACTER_DEVICE.modeBits(), DeviceNumber.of(1, 3));
        LinuxFiles.makeDirectory(tree + "/-empty", 0755);

        LinuxFiles.deleteTree(tree);
        LinuxFiles.deleteTree(tree);

        assertThat(LinuxFiles.find(tree)).isEmpty();
    }

    @Test
    void aFileOrALinkIsATreeToo() throws IOException {
        LinuxFiles.makeDirectory(temporary + "/kept", 0755);
        LinuxFiles.create(temporary + "/kept/file", 0644).close();
        LinuxFiles.makeLink("kept", temporary + "/link");
        LinuxFiles.create(temporary + "/file", 0644).close();

        LinuxFiles.deleteTree(temporary + "/link");
        LinuxFiles.deleteTree(temporary + "/file");

        assertThat(LinuxFiles.list(temporary.toString())).containsExactly("kept");
        assertThat(LinuxFiles.list(temporary + "/kept")).containsExactly("file");
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        LinuxFiles.makeDirectory(temporary + "/kept", 0755);
        LinuxFiles.create(temporary + "/kept/file", 0644).close();
        String tree = tree();
        LinuxFiles.makeLink("../kept", tree + "/link");
        LinuxFiles.makeLink("/", tree + "/root");

        LinuxFiles.deleteTree(tree);

        assertThat(LinuxFiles.list(temporary + "/kept")).containsExactly("file");
    }

    @Test
    void mountPointsAreLeftAloneAndNamed() throws Exception {
        String tree = tree();
        LinuxFiles.makeDirectory(tree + "/a", 0755);
        LinuxFiles.makeDirectory(tree + "/a/tmpfs", 0755);
        LinuxFiles.makeDirectory(tree + "/bound", 0755);
        LinuxFiles.makeDirectory(tree + "/z", 0755);
        LinuxFiles.makeDirectory(temporary + "/source", 0755);
        LinuxFiles.create(temporary + "/source/file", 0644).close();
        try (Mounted tmpfs = Mounted.tmpfs(tree + "/a/tmpfs");
                Mounted bound = Mounted.bind(temporary + "/source", tree + "/bound")) {
            LinuxFiles.create(tmpfs.target() + "/inside", 0644).close();

            assertThatThrownBy(() -> LinuxFiles.deleteTree(tree))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a file system is mounted here: it is left alone, unmount it");
            assertThatThrownBy(() -> LinuxFiles.deleteTree(bound.target())).hasMessageContaining("is mounted here");

            assertThat(LinuxFiles.list(tree)).containsExactly("a", "bound");
            assertThat(LinuxFiles.list(tmpfs.target())).containsExactly("inside");
            assertThat(LinuxFiles.list(temporary + "/source")).containsExactly("file");
        }
        LinuxFiles.deleteTree(tree);
        assertThat(LinuxFiles.find(tree)).isEmpty();
    }

    @Test
    void manyFilesInOneDirectoryGo() throws IOException {
        String tree = tree();
        LinuxFiles.create(tree + "/0", 0644).close();
        for (int i = 1; i < 20_000; i++) {
            LinuxFiles.hardLink(tree + "/0", tree + "/a-rather-long-name-of-a-file-" + i);
        }
        LinuxFiles.deleteTree(tree);
        assertThat(LinuxFiles.find(tree)).isEmpty();
    }
}
