package io.kaniko.core.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageTreeTest {

    @TempDir
    private Path temporary;

    private final DigestRecord digests = new DigestRecord();

    private StageTree tree() throws IOException {
        Files.createDirectories(temporary.resolve("root/a/b"));
        Files.createDirectories(temporary.resolve("root/proc/1"));
        Files.writeString(temporary.resolve("root/a/file"), "content");
        LinuxFiles.makeLink("file", temporary + "/root/a/link");
        return new StageTree(new StageRoot(temporary.resolve("root")), path -> path.startsWith("proc/"), digests);
    }

    @Test
    void showsEverythingThatIsNotIgnored() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        tree().walk((path, stat) -> found.add(path));
        assertThat(found).containsExactly("a", "a/b", "a/file", "a/link", "proc");
    }

    @Test
    void readsContentLinksAttributesAndDigests() throws IOException {
        StageTree tree = tree();
        try (InputStream in = tree.open("a/file")) {
            assertThat(in.readAllBytes()).asString().isEqualTo("content");
        }
        assertThat(tree.linkTarget("a/link")).isEqualTo("file");
        LinuxFiles.setAttribute(temporary + "/root/a/file", "user.a", new byte[] {1});
        assertThat(tree.attributes("a/file")).containsOnlyKeys("user.a");
        FileStat stat = LinuxFiles.lstat(temporary + "/root/a/file");
        assertThat(tree.recordedDigest("a/file", stat)).isEmpty();
        digests.record("a/file", stat, new byte[32]);
        assertThat(tree.recordedDigest("a/file", stat)).isPresent();
    }

    @Test
    void theClockIsTheFileSystemsAndLeavesNoTrace() throws IOException {
        StageTree tree = tree();
        FileStat before = LinuxFiles.lstat(temporary + "/root");
        long first = tree.fileSystemNanos();
        long second = tree.fileSystemNanos();
        assertThat(second).isGreaterThanOrEqualTo(first);
        assertThat(first).isGreaterThanOrEqualTo(before.changedSeconds() * 1_000_000_000L + before.changedNanos());
        assertThat(LinuxFiles.lstat(temporary + "/root")).isEqualTo(before);
        assertThat(LinuxFiles.list(temporary.toString())).containsExactly("root");
    }
}
