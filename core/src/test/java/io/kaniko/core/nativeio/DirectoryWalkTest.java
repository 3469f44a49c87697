package io.kaniko.core.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWalkTest {

    @TempDir
    private Path temporary;

    private static Map<String, FileStat> walk(String directory) throws IOException {
        Map<String, FileStat> found = new TreeMap<>();
        DirectoryWalk.walk(
                directory,
                path -> false,
                (path, stat) -> assertThat(found.put(path, stat)).isNull());
        return found;
    }

    @Test
    void findsWhatFindFinds() throws Exception {
        String directory = "/usr/share";
        List<String> lines = new ArrayList<>();
        walk(directory)
                .forEach((path, stat) -> lines.add("%s %o %d %d %d %d %d"
                        .formatted(
                                path,
                                stat.permissions(),
                                stat.uid(),
                                stat.gid(),
                                stat.links(),
                                stat.inode(),
                                stat.size())));
        String expected = LinuxFilesTest.output(
                "find", directory, "-xdev", "-mindepth", "1", "-printf", "%P %m %U %G %n %i %s\n");

        assertThat(lines.stream().sorted().toList())
                .isEqualTo(expected.lines().sorted().toList());
    }

    @Test
    void directoriesComeBeforeWhatIsInThem() throws IOException {
        Set<String> seen = new HashSet<>(Set.of(""));
        DirectoryWalk.walk("/usr/share", path -> false, (path, stat) -> {
            assertThat(seen.contains(path.substring(0, Math.max(0, path.lastIndexOf('/')))))
                    .as(path)
                    .isTrue();
            if (stat.isDirectory()) {
                seen.add(path);
            }
        });
    }

    @Test
    void oddNamesAndLinksAreFoundAndNotFollowed() throws IOException {
        LinuxFiles.makeDirectory(temporary + "/d\uDCFF", 0);
        LinuxFiles.create(temporary + "/d\uDCFF/new\nline", 0).close();
        LinuxFiles.makeLink("/", temporary + "/link");

        assertThat(walk(temporary.toString())).containsOnlyKeys("d\uDCFF", "d\uDCFF/new\nline", "link");
    }

    @Test
    void prunedDirectoriesAreNotEntered() throws IOException {
        for (String directory : new String[] {"/a", "/a/pruned", "/a/pruned/b", "/c"}) {
            LinuxFiles.makeDirectory(temporary + directory, 0755);
        }
        Set<String> found = new HashSet<>();
        DirectoryWalk.walk(temporary.toString(), "a/pruned"::equals, (path, stat) -> found.add(path));
        assertThat(found).containsExactlyInAnyOrder("a", "c");
    }

    @Test
    void mountPointsAreLeftOut() throws Exception {
        LinuxFiles.makeDirectory(temporary + "/tmpfs", 0755);
        LinuxFiles.makeDirectory(temporary + "/bound", 0755);
        LinuxFiles.makeDirectory(temporary + "/source", 0755);
        LinuxFiles.create(temporary + "/source/file", 0644).close();
        LinuxFiles.create(temporary + "/bound-file", 0644).close();
        try (Mounted tmpfs = Mounted.tmpfs(temporary + "/tmpfs");
                Mounted directory = Mounted.bind(temporary + "/source", temporary + "/bound");
                Mounted file = Mounted.bind(temporary + "/source/file", temporary + "/bound-file")) {
            LinuxFiles.create(tmpfs.target() + "/inside", 0644).close();
            assertThat(directory.target()).isNotEqualTo(file.target());
            assertThat(walk(temporary.toString())).containsOnlyKeys("source", "source/file");
            assertThat(walk(tmpfs.target())).containsOnlyKeys("inside");
        }
    }

    @Test
    void aVisitorsFailureEndsTheWalk() {
        assertThatThrownBy(() -> DirectoryWalk.walk("/usr", path -> false, (path, stat) -> {
                    throw new IOException("enough of " + path);
                }))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("enough of ");
        assertThatThrownBy(() -> DirectoryWalk.walk(
                        "/usr/share",
                        path -> {
                            throw new IllegalStateException("broken");
                        },
                        (path, stat) -> {}))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> walk(temporary + "/none")).hasMessageContaining("No such file");
    }

    @Test
    void deepAndWideTreesNeedNeitherStackNorDescriptors() throws IOException {
        StringBuilder path = new StringBuilder(temporary + "/deep");
        LinuxFiles.makeDirectory(path.toString(), 0755);
        for (int i = 0; i < 1_500; i++) {
            path.append("/depth");
            LinuxFiles.makeDirectory(path.toString(), 0755);
        }
        LinuxFiles.makeDirectory(temporary + "/wide", 0755);
        for (int i = 0; i < 1_500; i++) {
            LinuxFiles.makeDirectory(temporary + "/wide/" + i, 0755);
        }

        assertThat(walk(temporary.toString())).hasSize(3_002);

        LinuxFiles.deleteTree(temporary + "/deep");
        LinuxFiles.deleteTree(temporary + "/wide");
        assertThat(LinuxFiles.list(temporary.toString())).isEmpty();
    }
}
