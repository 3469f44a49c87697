package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.BaseImages;
import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.HandMadeImage;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Squeeze;
import io.kaniko.e2e.rig.WebServer;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code --build-context}: names of a Dockerfile that the command line gives a meaning. */
@ExtendWith(WorkbenchSupply.class)
class NamedContextsIT {

    private static Path layout(Workbench bench, String content) throws Exception {
        Path tree = bench.newDirectory("tree");
        BaseImages.busyboxTree(tree);
        Files.writeString(tree.resolve("mark"), content);
        HandMadeImage image = new HandMadeImage(bench.newDirectory("image")).layerOf(tree);
        image.process().putArray("Env").add("PATH=/bin").add("FROM_LAYOUT=yes");
        return image.writeLayout(Squeeze.GZIP);
    }

    @Test
    void directoriesHaveTheirOwnIgnoreFile(Workbench bench) throws Exception {
        ContextDirectory other = bench.context()
                .file("kept", "kept\n")
                .file("hidden", "hidden\n")
                .file(".dockerignore", "hidden\n")
                .shell("chown 7:7 kept");
        ContextDirectory context = bench.context()
                .file("hidden", "of the main context\n")
                .dockerfile("FROM scratch\nCOPY --from=other . /other/\nCOPY hidden /\n");
        Path archive = bench.path("image.tar");

        bench.tryBuild(context, "--build-context=other=" + other, "--tar-path=" + archive)
                .succeeded();

        var image = bench.readArchive(archive);
        assertThat(image.read("other/kept")).isEqualTo("kept\n");
        assertThat(image.owner("other/kept")).isEqualTo("0:0 644");
        assertThat(image.rootfs().resolve("other/hidden")).doesNotExist();
        assertThat(image.read("hidden")).isEqualTo("of the main context\n");
    }

    @Test
    void anArchiveOfAWebServerIsUnpacked(Workbench bench) throws Exception {
        ContextDirectory other = bench.context().file("a/file", "from the web\n");
        Path packed = bench.path("packed.tar.gz");
        Program.shell(other.path(), "tar -czf " + packed + " .");
        ContextDirectory context = bench.context().dockerfile("FROM scratch\nCOPY --from=web a /a\n");
        Path archive = bench.path("image.tar");

        try (WebServer server = WebServer.start()) {
            server.file("/x.tar.gz", Files.readAllBytes(packed));
            bench.tryBuild(
                            context,
                            "--build-context=web=" + server.url("/x.tar.gz"),
                            "--build-context=packed=tar://" + packed,
                            "--tar-path=" + archive)
                    .succeeded();
        }

        assertThat(bench.readArchive(archive).read("a/file")).isEqualTo("from the web\n");
    }

    @Test
    void layoutsServeAsBaseAndAsSourceOfCopiesAndMounts(Workbench bench) throws Exception {
        Path layout = layout(bench, "from the layout\n");
        ContextDirectory context = bench.context().dockerfile("""
            FROM nowhere.example/base:1
            RUN --mount=from=lay,source=/mark,target=/mounted cat /mounted > /made && echo $FROM_LAYOUT >> /made
            COPY --from=lay /mark /copied
            """);

        var image = bench.build(
                context,
                "--build-context=nowhere.example/base:1=oci-layout://" + layout + ":image",
                "--build-context=lay=oci-layout://" + layout);

        assertThat(image.read("made")).isEqualTo("from the layout\nyes\n");
        assertThat(image.read("copied")).isEqualTo("from the layout\n");
        assertThat(image.texts("/config/Env")).contains("FROM_LAYOUT=yes");
        assertThat(image.layerCount()).isEqualTo(3);
    }

    @Test
    void anUnchangedLayoutIsPushedAsItIs(Workbench bench) throws Exception {
        Path layout = layout(bench, "whole\n");
        ContextDirectory context = bench.context().dockerfile("FROM base\nLABEL a=b\n");

        var image = bench.build(context, "--build-context=base=oci-layout://" + layout + ":image");

        assertThat(image.layerCount()).isEqualTo(1);
        assertThat(image.read("mark")).isEqualTo("whole\n");
    }

    @Test
    void aLayoutWithADigestNeedsNoName(Workbench bench) throws Exception {
        Path layout = layout(bench, "by digest\n");
        String digest = Program.run("jq", "-r", ".manifests[0].digest", layout + "/index.json")
                .succeeded()
                .output()
                .strip();
        ContextDirectory context = bench.context().dockerfile("FROM scratch\nCOPY --from=base /mark /\n");
        Path archive = bench.path("image.tar");

        bench.tryBuild(context, "--build-context=base=oci-layout://" + layout + "@" + digest, "--tar-path=" + archive)
                .succeeded();

        assertThat(bench.readArchive(archive).read("mark")).isEqualTo("by digest\n");
    }

    @Test
    void imagesReplaceOthersHoweverTheirNamesAreWritten(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().dockerfile("""
            FROM docker.io/library/nowhere:latest AS first
            RUN cp /bin/busybox /box
            FROM scratch
            COPY --from=first /box /
            """);
        Path archive = bench.path("image.tar");

        bench.tryBuild(
                        context,
                        "--build-context=nowhere=docker-image://"
                                + bench.bases().busybox(),
                        "--insecure-pull",
                        "--tar-path=" + archive)
                .succeeded();

        assertThat(bench.readArchive(archive).rootfs().resolve("box")).isRegularFile();
    }

    @Test
    void aStageIsReplacedAlsoWhereItIsNamedByNumberOrIsTheTarget(Workbench bench) throws Exception {
        ContextDirectory files = bench.context().file("f", "replaced\n");
        ContextDirectory context = bench.context().dockerfile("""
            FROM nowhere.example/tools AS tools
            RUN make-f
            FROM scratch AS last
            COPY --from=0 /f /copied
            """);
        Path byNumber = bench.path("number.tar");
        Path target = bench.path("target.tar");

        bench.tryBuild(context, "--build-context=tools=" + files, "--tar-path=" + byNumber)
                .succeeded();
        bench.tryBuild(context, "--build-context=tools=" + files, "--target=tools", "--tar-path=" + target)
                .succeeded();

        assertThat(bench.readArchive(byNumber).read("copied")).isEqualTo("replaced\n");
        assertThat(bench.readArchive(target).read("f")).isEqualTo("replaced\n");
    }

    @Test
    void aStageMayBeginWithADirectory(Workbench bench) throws Exception {
        ContextDirectory files = bench.context()
                .file("etc/motd", "hello\n")
                .file("secret", "x")
                .file(".dockerignore", "secret\n.dockerignore\n");
        ContextDirectory context = bench.context().dockerfile("FROM root\nLABEL a=b\n");
        Path archive = bench.path("image.tar");

        bench.tryBuild(context, "--build-context=root=" + files, "--tar-path=" + archive)
                .succeeded();

        var image = bench.readArchive(archive);
        assertThat(image.layerNames(0)).containsExactly("etc/", "etc/motd");
        assertThat(image.config().at("/config/Labels/a").asString()).isEqualTo("b");
    }

    @Test
    void aContextForThePlatformWins(Workbench bench) throws Exception {
        ContextDirectory all = bench.context().file("f", "all\n");
        ContextDirectory arm = bench.context().file("f", "arm\n");
        ContextDirectory context = bench.context().dockerfile("FROM scratch\nCOPY --from=files /f /f\n");
        Path archive = bench.path("image.tar");

        bench.tryBuild(
                        context,
                        "--build-context=files=" + all,
                        "--build-context=files::linux/arm64=" + arm,
                        "--custom-platform=linux/arm64",
                        "--tar-path=" + archive)
                .succeeded();

        assertThat(bench.readArchive(archive).read("f")).isEqualTo("arm\n");
    }

    @Test
    void whatIsWrongIsSaid(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().dockerfile("FROM scratch\nCOPY --from=other /f /f\n");
        Path layout = layout(bench, "x");

        assertThat(failure(bench, context, "ftp://host/x"))
                .contains("Cannot use the build context other=ftp://host/x: nothing here takes such locations.")
                .contains("docker-image://NAME and oci-layout://DIRECTORY")
                .contains("tar:///path/context.tar.gz");
        assertThat(failure(bench, context, "docker-image://UPPER")).contains("must be lower case");
        assertThat(failure(bench, context, "oci-layout://" + layout + ":other"))
                .contains("it has no image called other")
                .contains("It has image.")
                .contains("COPY --from=other /f /f");
        assertThat(failure(bench, context, bench.path("nowhere").toString())).contains("nowhere");
        assertThat(failure(bench, bench.context().dockerfile("FROM scratch\n"), ""))
                .contains("invalid argument for --build-context other: it has no location");
    }

    @Test
    void aContextThatNobodyNeedsIsNotLookedAt(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().file("f", "f").dockerfile("FROM scratch\nCOPY f /\n");

        bench.tryBuild(context, "--build-context=other=ftp://host/x").succeeded();
    }

    private static String failure(Workbench bench, ContextDirectory context, String location) {
        Finished build = bench.tryBuild(context, "--build-context=other=" + location);
        return build.exited(1).errors();
    }
}
