package io.kaniko.context.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which commit is meant, and what is said when there is none. */
final class GitRefsTest {

    @TempDir
    private Path root;

    private Fetches fetches;
    private WrittenRepository repository;
    private String first;

    @BeforeEach
    void serve() throws IOException {
        fetches = new Fetches(root);
        repository = WrittenRepository.create(root.resolve("app.git"));
        first = repository.file("name", "first").commit("first");
        repository.git("checkout -q -b both");
        repository.file("name", "branch").commit("on a branch");
        repository.git("checkout -q main");
        repository.file("name", "tagged").commit("tagged");
        repository.git("tag both");
        repository.git("tag -m annotated v1");
        repository.file("name", "merge").commit("merge");
        repository.git("update-ref refs/pull/7/merge HEAD");
        repository.git("update-ref refs/merge-requests/3/head HEAD");
        repository.git("reset -q --hard HEAD~1");
        repository.file("name", "main").commit("main");
    }

    @AfterEach
    void stop() {
        fetches.close();
    }

    @Test
    void findsBranchesTagsAndOtherReferences() throws IOException {
        assertThat(name("")).isEqualTo("main");
        assertThat(name("#main")).isEqualTo("main");
        assertThat(name("#refs/heads/main")).isEqualTo("main");
        assertThat(name("#v1")).isEqualTo("tagged");
        assertThat(name("#refs/tags/v1")).isEqualTo("tagged");
        assertThat(name("#both")).as("branches come first").isEqualTo("branch");
        assertThat(name("?tag=both")).isEqualTo("tagged");
        assertThat(name("#refs/pull/7/merge")).isEqualTo("merge");
        assertThat(name("#pull/7/merge")).isEqualTo("merge");
        assertThat(name("#refs/merge-requests/3/head")).isEqualTo("merge");
    }

    @Test
    void findsCommitsByTheirName() throws IOException {
        assertThat(name("#" + first)).isEqualTo("first");
        assertThat(name("#main#" + first)).isEqualTo("first");
        assertThat(name("##" + first)).isEqualTo("first");
        assertThat(name("#main#" + first.substring(0, 9))).isEqualTo("first");
    }

    @Test
    void findsCommitsOnServersThatGiveOnlyWhatTheyAdvertise() throws IOException {
        repository.git("config protocol.version 0");
        repository.git("config uploadpack.allowAnySHA1InWant false");
        assertThat(name("#" + first)).isEqualTo("first");
    }

    @Test
    void theBranchOptionCountsInsteadOfTheRef() throws IOException {
        assertThat(name("#main", Map.of("branch", "both"))).isEqualTo("branch");
        assertThat(name("", Map.of("branch", "v1"))).isEqualTo("tagged");
    }

    @Test
    void theChecksumMustBeThatOfTheCommit() throws IOException {
        String main = repository.head();
        assertThat(name("?checksum=" + main)).isEqualTo("main");
        assertThat(name("#main", Map.of("checksum", main.substring(0, 8)))).isEqualTo("main");
        String tag = repository.git("rev-parse v1").strip();
        assertThat(name("#v1", Map.of("checksum", tag)))
                .as("of an annotated tag")
                .isEqualTo("tagged");
        assertThat(name("?fetch-by-commit=true&checksum=" + first)).isEqualTo("first");
        assertThatThrownBy(() -> name("#main", Map.of("checksum", first)))
                .isInstanceOf(BuildException.class)
                .hasMessageEndingWith("the commit is " + main + ", and not " + first + " as the checksum says.");
        assertThatThrownBy(() -> name("#main", Map.of("checksum", "sha256:1234567")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("the checksum of a repository is a commit");
    }

    @Test
    void saysWhichReferenceIsMissing() {
        assertThatThrownBy(() -> name("#nothing"))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot fetch the repository \"" + fetches.address("app.git#nothing")
                        + "\": the repository has no branch, tag or reference nothing.");
        assertThatThrownBy(() -> name("", Map.of("branch", "nothing")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("invalid branch: nothing");
        assertThatThrownBy(() -> name("#" + "f".repeat(40)))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("the repository has no commit " + "f".repeat(40));
        assertThatThrownBy(() -> name("#main#" + "f".repeat(8)))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("the repository has no commit " + "f".repeat(8));
    }

    @Test
    void saysThatARepositoryIsEmpty() throws IOException {
        WrittenRepository.create(root.resolve("empty.git"));
        assertThatThrownBy(() -> fetches.fetch("empty.git"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("the repository is empty");
    }

    private String name(String suffix) throws IOException {
        return name(suffix, Map.of());
    }

    private String name(String suffix, Map<String, String> options) throws IOException {
        return fetches.read("name", "app.git" + suffix, options);
    }
}
