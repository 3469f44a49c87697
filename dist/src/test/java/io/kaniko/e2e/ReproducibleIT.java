package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two builds of one thing are one image. */
@ExtendWith(WorkbenchSupply.class)
class ReproducibleIT {

    private static final String DOCKERFILE = """
        ARG BASE
        FROM ${BASE}
        COPY . /files/
        RUN mkdir /made && for n in 3 1 2; do echo $n > /made/$n; done && rm /files/b
        ENV B=2 A=1
        LABEL z=1 a=2
        """;

    private static ContextDirectory context(Workbench bench, String names, String time) throws Exception {
        return bench.context()
                .dockerfile(DOCKERFILE)
                .shell("for n in " + names + "; do echo $n > $n; done; touch -d " + time + " *");
    }

    private static String digest(Workbench bench, ContextDirectory context, String... more) throws Exception {
        Path file = bench.path("digest");
        String[] arguments = new String[more.length + 3];
        arguments[0] = "--digest-file=" + file;
        arguments[1] = "--build-arg=BASE=" + bench.bases().busybox();
        arguments[2] = "--insecure-pull";
        System.arraycopy(more, 0, arguments, 3, more.length);
        bench.tryBuild(context, arguments).succeeded();
        return Files.readString(file);
    }

    @Test
    void reproducibleBuildsDoNotDependOnTimesAndOrder(Workbench bench) throws Exception {
        ContextDirectory first = context(bench, "a b c d", "2020-01-01T00:00:00Z");
        ContextDirectory second = context(bench, "d c b a", "2021-12-31T23:59:58Z");

        assertThat(digest(bench, first)).isNotEqualTo(digest(bench, second));
        assertThat(digest(bench, first, "--reproducible")).isEqualTo(digest(bench, second, "--reproducible"));
    }

    @Test
    void sourceDateEpochIsTheTimeOfTheImage(Workbench bench) throws Exception {
        ContextDirectory context = context(bench, "a b", "2024-01-01T00:00:00Z");
        Path layout = bench.path("layout");

        bench.executor()
                .with("SOURCE_DATE_EPOCH", "1700000000")
                .run(
                        "--context=" + context,
                        "--no-push",
                        "--build-arg=BASE=" + bench.bases().busybox(),
                        "--insecure-pull",
                        "--oci-layout-path=" + layout)
                .succeeded();

        var image = bench.readLayout(layout);
        assertThat(image.config().at("/created").asString()).isEqualTo("2023-11-14T22:13:20Z");
        // A whiteout has no time of its own.
        assertThat(image.layerListing(-1))
                .filteredOn(line -> !line.contains(".wh."))
                .allSatisfy(line -> assertThat(line).contains("2023-11-14 22:13:20"));
    }

    @Test
    void entriesOfALayerAreInOrder(Workbench bench) throws Exception {
        var image = bench.build(
                context(bench, "delta alpha b charlie", "2024-01-01T00:00:00Z"),
                "--build-arg=BASE=" + bench.bases().busybox(),
                "--insecure-pull");

        assertThat(image.layerNames(1)).isSorted().contains("files/", "files/alpha", "files/delta");
    }
}
