package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Archives, layouts and the small files that scripts read afterwards. */
@ExtendWith(WorkbenchSupply.class)
class OutputsIT {

    private static ContextDirectory context(Workbench bench) throws Exception {
        return bench.context().file("hello", "hello\n").dockerfile("FROM scratch\nCOPY hello /hello\n");
    }

    @Test
    void archiveIsReadByOthersAndCarriesItsName(Workbench bench) throws Exception {
        Path archive = bench.newDirectory("out").resolve("image.tar");

        bench.tryBuild(context(bench), "--destination=registry.example/team/app:7", "--tar-path=" + archive)
                .succeeded();

        assertThat(bench.readArchive(archive).read("hello")).isEqualTo("hello\n");
        assertThat(Program.run("tar", "-xOf", archive.toString(), "manifest.json")
                        .succeeded()
                        .output())
                .contains("registry.example/team/app:7");
    }

    @Test
    void archiveNeedsNoDestination(Workbench bench) throws Exception {
        Path archive = bench.newDirectory("out").resolve("image.tar");

        bench.tryBuild(context(bench), "--tar-path=" + archive).succeeded();

        assertThat(bench.readArchive(archive).read("hello")).isEqualTo("hello\n");
    }

    @Test
    void layoutIsReadByOthers(Workbench bench) throws Exception {
        Path layout = bench.path("layout");
        Path digestFile = bench.path("digest");

        bench.tryBuild(context(bench), "--oci-layout-path=" + layout, "--digest-file=" + digestFile)
                .succeeded();

        assertThat(bench.readLayout(layout).read("hello")).isEqualTo("hello\n");
        assertThat(Files.readString(layout.resolve("index.json"))).contains(Files.readString(digestFile));
    }

    @Test
    void allOutputsOfOneBuildHaveOneDigest(Workbench bench) throws Exception {
        Path layout = bench.path("layout");
        Path digestFile = bench.path("new/dir/digest");
        Path names = bench.path("names");
        Path tagged = bench.path("tagged");

        bench.executor()
                .run(
                        "--context=" + context(bench),
                        "--insecure",
                        "--destination=" + bench.registry().reference("outputs/app:1"),
                        "--destination=" + bench.registry().reference("outputs/other:2"),
                        "--oci-layout-path=" + layout,
                        "--digest-file=" + digestFile,
                        "--image-name-with-digest-file=" + names,
                        "--image-name-tag-with-digest-file=" + tagged)
                .succeeded();

        String digest = bench.registry().digest("outputs/app", "1");
        assertThat(digestFile).hasContent(digest);
        assertThat(Files.readString(digestFile)).doesNotEndWith("\n");
        assertThat(Files.readString(names))
                .isEqualTo(bench.registry().reference("outputs/app") + "@" + digest + "\n"
                        + bench.registry().reference("outputs/other") + "@" + digest + "\n");
        assertThat(Files.readString(tagged))
                .isEqualTo(bench.registry().reference("outputs/app:1") + "@" + digest + "\n"
                        + bench.registry().reference("outputs/other:2") + "@" + digest + "\n");
        assertThat(Files.readString(layout.resolve("index.json"))).contains(digest);
    }

    @Test
    void zstdLayersAreReadByOthers(Workbench bench) throws Exception {
        Path layout = bench.path("layout");

        bench.tryBuild(context(bench), "--oci-layout-path=" + layout, "--compression=zstd", "--image-format=oci")
                .succeeded();

        ImageTree image = bench.readLayout(layout);
        assertThat(image.manifest().at("/layers/0/mediaType").asString()).endsWith("+zstd");
        assertThat(image.layerNames(0)).containsExactly("hello");
    }

    @Test
    void aFailedBuildLeavesNoOutput(Workbench bench) throws Exception {
        Path out = bench.newDirectory("out");

        Finished build = bench.tryBuild(
                bench.context()
                        .file("hello", "hello\n")
                        .dockerfile("FROM scratch\nCOPY hello /hello\nCOPY missing /\n"),
                "--tar-path=" + out.resolve("image.tar"),
                "--oci-layout-path=" + out.resolve("layout"),
                "--digest-file=" + out.resolve("digest"));

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void anOutputThatCannotBeWrittenIsNamed(Workbench bench) throws Exception {
        Path file = Files.writeString(bench.path("file"), "a file, not a directory");

        Finished build = bench.tryBuild(context(bench), "--tar-path=" + file.resolve("image.tar"));

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(build.errors()).contains(file.toString());
    }
}
