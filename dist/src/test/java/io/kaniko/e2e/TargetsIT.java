package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which stage becomes the image, for which platform, and which base images are looked at. */
@ExtendWith(WorkbenchSupply.class)
class TargetsIT {

    private static ImageTree build(Workbench bench, ContextDirectory context, String... flags) throws Exception {
        Path archive = bench.path("image.tar");
        String[] more = new String[flags.length + 1];
        more[0] = "--tar-path=" + archive;
        System.arraycopy(flags, 0, more, 1, flags.length);
        bench.tryBuild(context, more).succeeded();
        return bench.readArchive(archive);
    }

    @Test
    void theFirstTargetIsTheImageAndTheOthersAreBuilt(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().dockerfile("""
            FROM scratch AS one
            LABEL stage=one
            FROM scratch AS two
            COPY missing /
            FROM scratch AS three
            LABEL stage=three
            """);

        assertThat(build(bench, context, "--target=THREE,one")
                        .config()
                        .at("/config/Labels/stage")
                        .asString())
                .isEqualTo("three");
        assertThat(bench.tryBuild(context, "--target=three", "--target=two")
                        .exited(1)
                        .errors())
                .contains("\"/missing\": not found");
    }

    @Test
    void theTargetIsKnownToTheDockerfile(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().dockerfile("""
            FROM scratch AS base-one
            LABEL base=one
            FROM scratch AS base-two
            LABEL base=two
            FROM base-$TARGETSTAGE AS two
            ARG TARGETSTAGE
            LABEL target=$TARGETSTAGE
            FROM base-$TARGETSTAGE AS one
            """);

        ImageTree two = build(bench, context, "--target=two");

        assertThat(two.config().at("/config/Labels/base").asString()).isEqualTo("two");
        assertThat(two.config().at("/config/Labels/target").asString()).isEqualTo("two");
        assertThat(build(bench, context).config().at("/config/Labels/base").asString())
                .isEqualTo("one");
    }

    @Test
    void onlyNeededReferencesMustBeRight(Workbench bench) throws Exception {
        ContextDirectory unneeded = bench.context().dockerfile("""
            FROM UPPER:bad AS unneeded
            FROM scratch AS also-unneeded
            COPY --from=UP@PER /a /a
            FROM scratch
            """);
        ContextDirectory needed = bench.context().dockerfile("FROM UPPER:bad AS needed\nFROM needed\n");
        ContextDirectory copied = bench.context().dockerfile("FROM scratch\nCOPY --from=UP@PER /a /a\n");

        bench.tryBuild(unneeded).succeeded();
        assertThat(bench.tryBuild(needed).exited(1).errors())
                .contains("\"UPPER:bad\" is not an image reference: the repository name must be lower case")
                .contains(">>>    1 | FROM UPPER:bad AS needed")
                .doesNotContain("because:");
        assertThat(bench.tryBuild(copied).exited(1).errors())
                .contains("\"UP@PER\" is not an image reference")
                .contains(">>>    2 | COPY --from=UP@PER /a /a");
    }

    @Test
    void thePlatformIsChosenFromAnIndex(Workbench bench) throws Exception {
        String index = pushIndex(bench, List.of("linux/amd64", "linux/arm64", "linux/arm/v6"));
        ContextDirectory context =
                bench.context().dockerfile("FROM " + index + "\nCOPY --from=" + index + " /platform /copied\n");
        ContextDirectory fixed =
                bench.context().dockerfile("ARG P=linux/arm64\nFROM --platform=$P " + index + "\nLABEL a=b\n");

        ImageTree arm64 = build(bench, context, "--insecure-pull", "--custom-platform=linux/arm64");
        ImageTree armv7 = build(bench, context, "--insecure-pull", "--customPlatform=linux/arm/v7");

        assertThat(arm64.read("platform")).isEqualTo("linux/arm64\n");
        assertThat(arm64.read("copied")).isEqualTo("linux/arm64\n");
        assertThat(arm64.config().at("/architecture").asString()).isEqualTo("arm64");
        assertThat(armv7.read("platform")).isEqualTo("linux/arm/v6\n");
        assertThat(build(bench, fixed, "--insecure-pull").read("platform")).isEqualTo("linux/arm64\n");
        assertThat(bench.tryBuild(context, "--insecure-pull", "--custom-platform=linux/s390x")
                        .exited(1)
                        .errors())
                .contains(
                        "there is no image for linux/s390x in the index; it has linux/amd64, linux/arm64, linux/arm/v6")
                .contains(">>>    1 | FROM " + index);
    }

    /** An image for each platform, whose file /platform says which, under one name. */
    private static String pushIndex(Workbench bench, List<String> platforms) throws Exception {
        Path layout = bench.newDirectory("index");
        Program.shell(layout, "mkdir -p blobs/sha256; echo '{\"imageLayoutVersion\":\"1.0.0\"}' > oci-layout");
        Path entries = bench.path("entries");
        for (String platform : platforms) {
            ContextDirectory context = bench.context()
                    .file("platform", platform + "\n")
                    .dockerfile("FROM scratch\nCOPY platform /platform\n");
            Path one = bench.path("one");
            bench.tryBuild(context, "--custom-platform=" + platform, "--oci-layout-path=" + one)
                    .succeeded();
            String[] words = platform.split("/");
            String described = "{os:\"linux\",architecture:\"" + words[1] + "\""
                    + (words.length > 2 ? ",variant:\"" + words[2] + "\"" : "") + "}";
            Program.shell(
                    layout,
                    "cp " + one
                            + "/blobs/sha256/* blobs/sha256/; jq -c '.manifests[0] | del(.annotations) | .platform = "
                            + described + "' " + one + "/index.json >> " + entries);
        }
        Program.shell(
                layout,
                "jq -cs '{schemaVersion:2,mediaType:\"application/vnd.oci.image.index.v1+json\",manifests:.}' "
                        + entries
                        + " > list; sum=$(sha256sum list | cut -c1-64); size=$(stat -c %s list); mv list"
                        + " blobs/sha256/$sum; echo '{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":"
                        + "\"application/vnd.oci.image.index.v1+json\",\"digest\":\"sha256:'$sum'\",\"size\":'$size',\"annotations\":{\"org.opencontainers.image.ref.name\":\"all\"}}]}'"
                        + " > index.json");
        String reference = bench.registry().reference("case/index" + System.nanoTime() + ":1");
        Program.run(
                        "skopeo",
                        "copy",
                        "--all",
                        "--dest-tls-verify=false",
                        "oci:" + layout + ":all",
                        "docker://" + reference)
                .succeeded();
        return reference;
    }
}
