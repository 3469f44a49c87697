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

/** Directories, submodules and large files of a repository. */
final class GitPartsTest {

    @TempDir
    private Path root;

    private Fetches fetches;
    private WrittenRepository repository;
    private WrittenRepository library;

    @BeforeEach
    void serve() throws IOException {
        fetches = new Fetches(root);
        WrittenRepository deep = WrittenRepository.create(root.resolve("deep.git"));
        deep.file("deep", "deep").commit("deep");
        library = WrittenRepository.create(root.resolve("library.git"));
        library.file("library", "library");
        library.git("-c protocol.file.allow=always submodule --quiet add ../deep.git nested");
        library.commit("library");
        repository = WrittenRepository.create(root.resolve("app.git"));
        repository.file("app/main", "main").file("other", "other").commit("one");
    }

    @AfterEach
    void stop() {
        fetches.close();
    }

    private void addLibrary(String address) throws IOException {
        repository.git(
                "-c protocol.file.allow=always submodule --quiet add " + root.resolve("library.git") + " parts/lib");
        repository.git("config -f .gitmodules submodule.parts/lib.url " + address);
        repository.commit("with a submodule");
    }

    @Test
    void oneDirectoryIsTheContext() throws IOException {
        Path context = fetches.fetch("app.git#main:app");
        assertThat(context.resolve("main")).hasContent("main");
        assertThat(context.resolve("other")).doesNotExist();
        assertThat(fetches.fetch("app.git#:/app/").resolve("main")).exists();
    }

    @Test
    void aLinkToADirectoryMayBeNamedButNotLeadOut() throws IOException {
        repository.shell("ln -s app inside; ln -s /etc outside; ln -s .. above");
        repository.commit("links");
        assertThat(fetches.fetch("app.git#:inside").resolve("main")).exists();
        for (String part : new String[] {"outside", "above", "..", "app/../..", "app/main", "nowhere"}) {
            assertThatThrownBy(() -> fetches.fetch("app.git#:" + part))
                    .isInstanceOf(BuildException.class)
                    .hasMessageContaining("it has no directory \"" + part + "\"");
        }
    }

    @Test
    void submodulesComeAlongWithTheirOwn() throws IOException {
        addLibrary("../library.git");
        Path files = fetches.fetch("app.git");
        assertThat(files.resolve("parts/lib/library")).hasContent("library");
        assertThat(files.resolve("parts/lib/nested/deep")).hasContent("deep");
        assertThat(files.resolve("parts/lib/.git")).doesNotExist();
        assertThat(fetches.fetch("app.git#:parts").resolve("lib/nested/deep")).exists();
    }

    @Test
    void submodulesStayAwayOnRequestAndWhereTheyAreNotNeeded() throws IOException {
        addLibrary("http://127.0.0.1:1/unreachable.git");
        assertThat(fetches.fetch("app.git?submodules=false").resolve("parts/lib"))
                .isEmptyDirectory();
        assertThat(fetches.fetchFrom(fetches.address("app.git"), Map.of("recurse-submodules", "false"))
                        .resolve("other"))
                .exists();
        assertThat(fetches.fetch("app.git#:app").resolve("main")).exists();
    }

    @Test
    void keptRepositoriesOfSubmodulesAreWhole() throws IOException {
        addLibrary("../library.git");
        Path files = fetches.fetch("app.git?keep-git-dir=true");
        assertThat(new WrittenRepository(files.resolve("parts/lib")).git("log --format=%s"))
                .isEqualTo("library\n");
        assertThat(new WrittenRepository(files).git("status --porcelain")).isEmpty();
    }

    @Test
    void saysWhichSubmoduleFails() throws IOException {
        addLibrary("../nowhere.git");
        assertThatThrownBy(() -> fetches.fetch("app.git"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining(fetches.address("app.git") + "\", submodule parts/lib: there is no repository at "
                        + fetches.address("nowhere.git"));
    }

    @Test
    void saysThatASubmodulesCommitIsMissing() throws IOException {
        addLibrary("../deep.git");
        assertThatThrownBy(() -> fetches.fetch("app.git"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("the submodule's repository has no commit " + library.head())
                .satisfies(e -> assertThat(((BuildException) e).remedy().orElseThrow())
                        .contains("--git recurse-submodules=false"));
    }

    @Test
    void submodulesAreNotTakenFromThisMachine() throws IOException {
        addLibrary("file://" + root.resolve("library.git"));
        assertThatThrownBy(() -> fetches.fetch("app.git"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("submodule parts/lib: its address cannot be used: only http, https, ssh and git");
    }

    @Test
    void saysThatGitmodulesKnowsNoSubmodule() throws IOException {
        addLibrary("../library.git");
        repository.git("rm -q --cached .gitmodules");
        repository.shell("rm .gitmodules; git commit -q -m forgotten");
        assertThatThrownBy(() -> fetches.fetch("app.git"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("the file .gitmodules does not say where the submodule is");
    }

    @Test
    void saysThatFilesLieInLfs() throws IOException {
        repository.file(
                "app/model",
                "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a".repeat(64) + "\nsize 12345\n");
        repository.commit("a pointer");
        assertThatThrownBy(() -> fetches.fetch("app.git"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining(
                        "Git LFS keeps the content of app/model, and this program does not fetch from Git" + " LFS");
        repository.file("lib/source", "x").commit("more");
        assertThat(fetches.fetch("app.git#:lib").resolve("source")).exists();
    }

    @Test
    void saysThatANameIsNotUtf8() throws IOException {
        repository.shell("printf x > \"$(printf 'caf\\351')\"");
        repository.commit("latin");
        assertThatThrownBy(() -> fetches.fetch("app.git"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("is not UTF-8");
    }
}
