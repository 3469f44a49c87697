package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.HandMadeImage;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Squeeze;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the command line adds to an image, or to the surroundings of its steps. */
@ExtendWith(WorkbenchSupply.class)
class ImageFlagsIT {

    @Test
    void labelsWinOverThoseOfTheDockerfile(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().dockerfile("FROM scratch\nLABEL a=dockerfile b=kept\n");

        ImageTree image = bench.build(context, "--label=a=flag", "--label=c=with = and blanks", "--label=d=");

        assertThat(image.config().at("/config/Labels").toString())
                .isEqualTo("{\"a\":\"flag\",\"b\":\"kept\",\"c\":\"with = and blanks\",\"d\":\"\"}");
    }

    @Test
    void annotationsMakeAnOciManifestWhateverTheBase(Workbench bench) throws Exception {
        Path tree = bench.newDirectory("tree");
        Path layout =
                new HandMadeImage(bench.newDirectory("base")).layerOf(tree).writeLayout(Squeeze.GZIP);
        String base = bench.registry().reference("case/docker-base:1");
        Program.run(
                        "skopeo",
                        "copy",
                        "--format=v2s2",
                        "--dest-tls-verify=false",
                        "oci:" + layout + ":image",
                        "docker://" + base)
                .succeeded();
        ContextDirectory context = bench.context().dockerfile("FROM " + base + "\n");
        Path written = bench.path("layout");

        bench.tryBuild(
                        context,
                        "--insecure-pull",
                        "--annotation=org.example.a=b",
                        "--annotation=manifest:org.example.c=d:e=f",
                        "--annotation=urn:x=y",
                        "--oci-layout-path=" + written)
                .succeeded();

        ImageTree image = bench.readLayout(written);
        assertThat(image.manifest().at("/mediaType").asString())
                .isEqualTo("application/vnd.oci.image.manifest.v1+json");
        assertThat(image.manifest().at("/annotations").toString())
                .isEqualTo("{\"org.example.a\":\"b\",\"org.example.c\":\"d:e=f\",\"urn:x\":\"y\"}");
    }

    @Test
    void hostsAndArgumentsReachRunSteps(Workbench bench) throws Exception {
        ContextDirectory context =
                bench.context().dockerfile("FROM " + bench.bases().busybox() + """

                    ARG FROM_ENVIRONMENT
                    ARG ABSENT=default
                    RUN grep -E 'build(4|6)' /etc/hosts | sed 's/[[:space:]]\\+/ /g' > /hosts
                    RUN echo "$FROM_ENVIRONMENT/$ABSENT" > /arguments
                    """);
        Path archive = bench.path("image.tar");

        bench.executor()
                .with("FROM_ENVIRONMENT", "of the environment")
                .run(
                        "--context=" + context,
                        "--no-push",
                        "--insecure-pull",
                        "--tar-path=" + archive,
                        "--add-host=build4:192.0.2.7",
                        "--add-host=build6=[2001:db8::7]",
                        "--build-arg=FROM_ENVIRONMENT",
                        "--build-arg=ABSENT=")
                .succeeded();

        ImageTree image = bench.readArchive(archive);
        assertThat(image.read("hosts")).isEqualTo("192.0.2.7 build4\n2001:db8::7 build6\n");
        assertThat(image.read("arguments")).isEqualTo("of the environment/\n");
        assertThat(image.rootfs().resolve("etc/hosts")).doesNotExist();
    }
}
