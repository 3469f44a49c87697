package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the changes of a stage become layers. */
@ExtendWith(WorkbenchSupply.class)
class SnapshotsIT {

    private static ContextDirectory onBusybox(Workbench bench, String instructions) throws Exception {
        return bench.context().dockerfile("FROM " + bench.bases().busybox() + "\n" + instructions);
    }

    /** The edit keeps size and time, the other changes the mode alone, and the third is an ordinary one. */
    @ParameterizedTest
    @CsvSource({
        "full, 'etc/group,etc/hosts.allow,etc/passwd'",
        "overlay, 'etc/group,etc/hosts.allow,etc/passwd'",
        "auto, 'etc/group,etc/hosts.allow,etc/passwd'",
        "redo, 'etc/hosts.allow,etc/passwd'",
        "time, etc/passwd"
    })
    void aModeSeesWhatItsPageSays(String mode, String seen, Workbench bench) throws Exception {
        ImageTree image = bench.build(onBusybox(bench, """
            RUN echo one > /etc/group && touch -d @1700000000 /etc/group && echo x > /etc/hosts.allow && echo y > /etc/passwd
            RUN echo two > /etc/group && touch -d @1700000000 /etc/group && chmod 600 /etc/hosts.allow && echo z >> /etc/passwd
            """), "--insecure-pull", "--snapshot-mode=" + mode);

        assertThat(image.layerNames(-1)).filteredOn(name -> !name.endsWith("/")).containsExactly(seen.split(","));
    }

    /** Files that every step of the stage touches and leaves as they are. */
    @ParameterizedTest
    @CsvSource({"full, ''", "overlay, etc/group"})
    void whatIsTouchedAndAsItWasIsUpToTheMode(String mode, String seen, Workbench bench) throws Exception {
        ImageTree image = bench.build(onBusybox(bench, """
            RUN echo one > /etc/group
            RUN chmod 600 /etc/group && chmod 644 /etc/group && chmod 700 /etc && chmod 755 /etc
            """), "--insecure-pull", "--snapshot-mode=" + mode);

        assertThat(String.join(",", image.layerNames(-1))).isEqualTo(seen.isEmpty() ? "" : "etc/," + seen);
    }

    @Test
    void autoIsFullWhereStagesAreNoOverlays(Workbench bench) throws Exception {
        ContextDirectory context = onBusybox(bench, "RUN echo one > /etc/group\n");
        String[] flags = {"--insecure-pull", "--isolation=chroot", "--snapshot-mode=auto", "--verbosity=debug"};

        assertThat(bench.tryBuild(context, flags).succeeded().errors())
                .contains("those of mode full, because RUN steps do not use namespace isolation");
    }

    @Test
    void overlayIsAnErrorWhereStagesAreNoOverlays(Workbench bench) throws Exception {
        ContextDirectory context = onBusybox(bench, "RUN echo one > /etc/group\n");

        assertThat(bench.tryBuild(context, "--insecure-pull", "--isolation=chroot", "--snapshot-mode=overlay")
                        .exited(1)
                        .errors())
                .contains("Snapshot mode overlay is not possible here: RUN steps do not use namespace isolation")
                .contains("--snapshot-mode=auto");
    }

    @Test
    void aChangedLinkDoesNotBringItsTarget(Workbench bench) throws Exception {
        ImageTree image = bench.build(onBusybox(bench, """
            RUN ln -s /etc/group /link && ln -s /etc /directory
            RUN ln -sfn /etc/passwd /link && touch -h /directory && chown -h 5:6 /bin/ls
            """), "--insecure-pull");

        assertThat(image.layerNames(-1)).containsExactly("bin/", "bin/ls", "directory", "link");
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
