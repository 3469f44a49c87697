package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How the changes of a stage become layers. */
@ExtendWith(WorkbenchSupply.class)
class SnapshotsIT {

    private static ContextDirectory onBusybox(Workbench bench, String instructions) throws Exception {
        return bench.context().dockerfile("FROM " + bench.bases().busybox() + "\n" + instructions);
    }

    @Test
    void aSingleSnapshotIsOneLayerOfWhatIsLeftAtTheEnd(Workbench bench) throws Exception {
        ContextDirectory context = onBusybox(bench, """
            COPY copied /copied
            RUN echo made > /made && echo passing > /passing
            RUN rm /passing /bin/wget
            WORKDIR /work
            RUN echo more >> /copied
            LABEL after=it
            """).file("copied", "copied\n");
        ImageTree image = bench.build(context, "--insecure-pull", "--single-snapshot");

        int base =
                bench.build(onBusybox(bench, "LABEL a=b\n"), "--insecure-pull").layerCount();
        assertThat(image.layerCount()).isEqualTo(base + 1);
        assertThat(image.layerNames(base))
                .contains("copied", "made", "work/", "bin/.wh.wget")
                .doesNotContain("passing", ".wh.passing");
        assertThat(image.read("copied")).isEqualTo("copied\nmore\n");
    }

    @Test
    void aSingleSnapshotOfAStageThatChangesNoFilesHasNoLayer(Workbench bench) throws Exception {
        ContextDirectory context = onBusybox(bench, "ENV a=b\nLABEL c=d\n");

        assertThat(bench.build(context, "--insecure-pull", "--single-snapshot").layerCount())
                .isEqualTo(bench.build(context, "--insecure-pull").layerCount());
    }

    @Test
    void eachStageHasASnapshotOfItsOwn(Workbench bench) throws Exception {
        ContextDirectory context =
                bench.context().dockerfile("FROM " + bench.bases().busybox() + " AS one\n" + """
                    RUN echo 1 > /one
                    RUN echo 2 > /two
                    FROM one
                    RUN echo 3 > /three
                    RUN rm /two
                    """);
        ImageTree image = bench.build(context, "--insecure-pull", "--single-snapshot");

        int layers = image.layerCount();
        assertThat(image.layerNames(layers - 2)).contains("one", "two");
        assertThat(image.layerNames(layers - 1)).contains("three", ".wh.two").doesNotContain("one");
    }
}
