package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the files to build come from. */
@ExtendWith(WorkbenchSupply.class)
class ContextsIT {

    private static ContextDirectory context(Workbench bench) throws Exception {
        return bench.context()
                .file("hello", "hello\n")
                .file("sub/dir/deep", "deep\n")
                .shell("ln -s hello link; chmod 751 sub/dir")
                .dockerfile("FROM scratch\nCOPY . /all/\n");
    }

    private static void assertComplete(Workbench bench, Path archive) throws Exception {
        var image = bench.readArchive(archive);
        assertThat(image.read("all/hello")).isEqualTo("hello\n");
        assertThat(image.read("all/sub/dir/deep")).isEqualTo("deep\n");
        assertThat(image.owner("all/sub/dir")).isEqualTo("0:0 751");
        assertThat(Files.readSymbolicLink(image.rootfs().resolve("all/link"))).isEqualTo(Path.of("hello"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dir://"})
    void directory(String scheme, Workbench bench) throws Exception {
        Path archive = bench.path("image.tar");

        bench.executor()
                .run("--context=" + scheme + context(bench), "--no-push", "--tar-path=" + archive)
                .succeeded();

        assertComplete(bench, archive);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat", "gzip", "xz", "bzip2", "zstd -q"})
    void archiveFileInAnyCompression(String filter, Workbench bench) throws Exception {
        Path packed = bench.path("context.tar.gz");
        Program.shell(context(bench).path(), "tar -c . | " + filter + " > " + packed);
        Path archive = bench.path("image.tar");

        bench.executor()
                .run("--context=tar://" + packed, "--no-push", "--tar-path=" + archive)
                .succeeded();

        assertComplete(bench, archive);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat", "gzip", "zstd -q"})
    void archiveOnStandardInput(String filter, Workbench bench) throws Exception {
        Path packed = bench.path("packed");
        Program.shell(context(bench).path(), "tar -c . | " + filter + " > " + packed);
        Path archive = bench.path("image.tar");

        try (InputStream input = Files.newInputStream(packed)) {
            bench.executor()
                    .run(input, "--context=tar://stdin", "--no-push", "--tar-path=" + archive)
                    .succeeded();
        }

        assertComplete(bench, archive);
    }

    @Test
    void subPathIsTheContext(Workbench bench) throws Exception {
        ContextDirectory context = bench.context()
                .file("part/Dockerfile", "FROM scratch\nCOPY in /in\n")
                .file("part/in", "in\n");
        Path archive = bench.path("image.tar");

        bench.tryBuild(context, "--context-sub-path=part", "--tar-path=" + archive)
                .succeeded();

        assertThat(bench.readArchive(archive).read("in")).isEqualTo("in\n");
    }

    @Test
    void dockerfileMayLieOutsideAndHasItsOwnIgnoreFile(Workbench bench) throws Exception {
        ContextDirectory context = context(bench);
        ContextDirectory elsewhere =
                bench.context().file("Build", "FROM scratch\nCOPY . /all/\n").file("Build.dockerignore", "sub\n");
        Path archive = bench.path("image.tar");

        bench.tryBuild(context, "--dockerfile=" + elsewhere.path().resolve("Build"), "--tar-path=" + archive)
                .succeeded();

        var image = bench.readArchive(archive);
        assertThat(image.read("all/hello")).isEqualTo("hello\n");
        assertThat(image.rootfs().resolve("all/sub")).doesNotExist();
    }

    @Test
    void anArchiveThatClimbsOutIsRefused(Workbench bench) throws Exception {
        ContextDirectory context = context(bench);
        Path packed = bench.path("evil.tar");
        Program.shell(
                context.path(), "echo evil > ../evil-file; tar -P -cf " + packed + " Dockerfile hello ../evil-file");

        Finished build = bench.executor().run("--context=tar://" + packed, "--no-push");

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(build.errors()).contains("../evil-file");
    }

    @Test
    void anArchiveThatIsNoneIsSaidToBeNone(Workbench bench) throws Exception {
        Path packed = Files.writeString(bench.path("context.tar.gz"), "this is not an archive at all ".repeat(40));

        Finished build = bench.executor().run("--context=tar://" + packed, "--no-push");

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(build.errors()).contains(packed.toString());
    }

    @Test
    void aMissingContextIsNamed(Workbench bench) throws Exception {
        Path missing = bench.path("missing");

        Finished build = bench.executor().run("--context=" + missing, "--no-push");

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(build.errors()).contains(missing.toString());
    }

    @Test
    void aSchemeThatNobodyKnowsIsNamedWithTheKnownOnes(Workbench bench) throws Exception {
        Finished build = bench.executor().run("--context=ftp://example.org/context.tar", "--no-push");

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(build.errors()).contains("ftp://").contains("tar://").contains("dir://");
    }
}
