package io.kaniko.core.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.rootfs.PathFilter;
import io.kaniko.core.rootfs.SourceTree;
import io.kaniko.core.rootfs.StageRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcePathsTest {

    @TempDir
    private Path directory;

    private SourceTree tree;

    @BeforeEach
    void makeTree() throws IOException {
        for (String path : List.of("a.txt", "b.txt", ".hidden", "d1/x.c", "d2/x.c", "d2/deep/x.c", "w[1]/y")) {
            Files.createDirectories(directory.resolve(path).getParent());
            Files.writeString(directory.resolve(path), path);
        }
        Files.createSymbolicLink(directory.resolve("escape"), Path.of("/../../a.txt"));
        tree = new SourceTree(new StageRoot(directory), PathFilter.NONE);
    }

    private List<String> found(String path) throws IOException {
        return SourcePaths.find(tree, path).stream()
                .map(source -> source.name() + "=" + source.file().path())
                .toList();
    }

    @Test
    void anchorsEveryPathAtTheRoot() throws IOException {
        assertThat(found("../../a.txt")).containsExactly("a.txt=a.txt");
        assertThat(found("/d1/./../a.txt/")).containsExactly("a.txt=a.txt");
    }

    @Test
    void matchesOneComponentAtATime() throws IOException {
        assertThat(found("*.txt")).containsExactly("a.txt=a.txt", "b.txt=b.txt");
        assertThat(found("d?/*.c")).containsExactly("x.c=d1/x.c", "x.c=d2/x.c");
        assertThat(found("**/x.c")).containsExactly("x.c=d1/x.c", "x.c=d2/x.c");
        assertThat(found("*")).contains(".hidden=.hidden");
        assertThat(found("nothing*")).isEmpty();
    }

    @Test
    void aBracketInAClassIsOrdinary() throws IOException {
        assertThat(found("w[[]1]/y")).containsExactly("y=w[1]/y");
    }

    @Test
    void followsALinkAndKeepsItsName() throws IOException {
        assertThat(found("escape")).containsExactly("escape=a.txt");
        assertThat(found("esc*")).containsExactly("escape=a.txt");
    }

    @Test
    void parentsKeepWhatIsBelowThePivot() throws IOException {
        assertThat(ParentPaths.find(tree, "./d2/./deep/x.c").matches())
                .containsExactly(new ParentPaths.Match("d2", "deep/x.c"));
        assertThat(ParentPaths.find(tree, "d*/./**/x.c").matches())
                .contains(new ParentPaths.Match("d2", "deep/x.c"), new ParentPaths.Match("d1", "x.c"));
        assertThat(ParentPaths.find(tree, "/missing").matches()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/w,     a,     /w/a",
        "/w,     a/,    /w/a/",
        "/w,     .,     /w/",
        "/w,     '',    /w/",
        "/w,     /,     /",
        "/w,     /x/.,  /x/",
        "/w,     ../y,  /y",
    })
    void destinationsAreAbsolute(String workingDirectory, String destination, String absolute) {
        assertThat(Destinations.absolute(workingDirectory, destination)).isEqualTo(absolute);
    }
}
