package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.BaseImages;
import io.kaniko.e2e.rig.HandMadeImage;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Squeeze;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Layers that others have made, with everything that a tar of a layer may hold. */
@ExtendWith(WorkbenchSupply.class)
class BaseLayersIT {

    private static Path emptyTree(Workbench bench) throws Exception {
        return bench.newDirectory("tree");
    }

    @ParameterizedTest
    @EnumSource(Squeeze.class)
    void everyCompressionIsRead(Squeeze squeeze, Workbench bench) throws Exception {
        String base = new HandMadeImage(bench.path("base"))
                .layerOf(BaseImages.busyboxTree(emptyTree(bench)))
                .pushTo(bench.registry(), "layers/" + squeeze.name().toLowerCase() + ":1", squeeze);
        Path archive = bench.path("image.tar");

        bench.tryBuild(
                        bench.context().dockerfile("FROM " + base + "\nRUN echo ran > /ran\n"),
                        "--insecure-pull",
                        "--tar-path=" + archive)
                .succeeded();

        ImageTree image = bench.readArchive(archive);
        assertThat(image.layerCount()).isEqualTo(2);
        assertThat(image.layerNames(-1)).containsExactly("ran");
    }

    @Test
    void whiteoutsAndOpaqueDirectoriesHideWhatLiesBelow(Workbench bench) throws Exception {
        Path lower = BaseImages.busyboxTree(emptyTree(bench));
        Program.shell(
                lower, "mkdir -p keep/in opaque/old; touch gone keep/file keep/in/file opaque/old/file opaque/file");
        Path upper = emptyTree(bench);
        Program.shell(
                upper, "mkdir -p keep opaque/new; touch .wh.gone keep/.wh.file opaque/.wh..wh..opq opaque/new/file");
        String base = new HandMadeImage(bench.path("base"))
                .layerOf(lower)
                .layerOf(upper)
                .pushTo(bench.registry(), "layers/whiteouts:1", Squeeze.GZIP);

        ImageTree image = bench.build(
                bench.context()
                        .dockerfile("FROM " + base
                                + "\nRUN find / -xdev \\( -path '/keep*' -o -path '/opaque*' -o -path '/gone*'"
                                + " -o -name '.wh.*' \\) | sort > /seen\n"),
                "--insecure-pull");

        assertThat(image.read("seen"))
                .isEqualTo("/keep\n/keep/in\n/keep/in/file\n/opaque\n/opaque/new\n/opaque/new/file\n");
    }

    @Test
    void whatARunDeletesBecomesAWhiteout(Workbench bench) throws Exception {
        Path tree = BaseImages.busyboxTree(emptyTree(bench));
        Program.shell(tree, "mkdir -p data/old; touch data/file data/old/a data/old/b");
        String base = new HandMadeImage(bench.path("base"))
                .layerOf(tree)
                .pushTo(bench.registry(), "layers/deletes:1", Squeeze.GZIP);

        ImageTree image =
                bench.build(bench.context().dockerfile("FROM " + base + "\nRUN rm -r /data/old\n"), "--insecure-pull");

        assertThat(image.layerNames(-1)).containsExactly("data/", "data/.wh.old");
        assertThat(image.rootfs().resolve("data/file")).exists();
        assertThat(image.rootfs().resolve("data/old")).doesNotExist();
    }

    /** The copy goes through extraction, the tree walk and the layer writer; what survives it survives everything. */
    @Test
    void linksDevicesAttributesAndModesSurviveACopyOfTheWholeTree(Workbench bench) throws Exception {
        Path tree = BaseImages.busyboxTree(emptyTree(bench));
        Program.shell(
                tree,
                "mkdir odd; cd odd; echo data > first; ln first second; mkfifo -m 640 pipe; mknod -m 600 zero c 1 5;"
                    + " mknod -m 660 disk b 7 3; cp first suid; chmod 4755 suid; mkdir -m 2770 setgid; mkdir -m 1777"
                    + " sticky; ln -s nowhere/at/all broken; chown -h 12:34 broken; chown 4000000:4000001 first;"
                    + " setfattr -n security.capability -v 0x0100000200040000000000000000000000000000 second; touch -h"
                    + " -d '2020-02-03T04:05:06Z' broken; touch -d '2021-02-03T04:05:06Z' sticky");
        String base = new HandMadeImage(bench.path("base"))
                .layerOf(tree)
                .pushTo(bench.registry(), "layers/odd:1", Squeeze.GZIP);

        ImageTree image = bench.build(
                bench.context().dockerfile("FROM " + base + " AS base\nFROM scratch\nCOPY --from=base /odd /odd\n"),
                "--insecure-pull");

        Path odd = image.rootfs().resolve("odd");
        assertThat(Program.shell(odd, "stat -c '%n %F %a %u:%g %h %t,%T' * | sort")
                        .output())
                .isEqualTo(Program.shell(tree.resolve("odd"), "stat -c '%n %F %a %u:%g %h %t,%T' * | sort")
                        .output());
        assertThat(Program.run(
                                "getfattr",
                                "-d",
                                "-m",
                                "-",
                                odd.resolve("second").toString())
                        .output())
                .contains("security.capability=");
    }

    @Test
    void ownersTimesAndAttributesOfTheBaseReachARun(Workbench bench) throws Exception {
        Path tree = BaseImages.busyboxTree(emptyTree(bench));
        Program.shell(
                tree,
                "mkdir odd; cd odd; echo data > first; ln first second; mknod -m 666 null c 1 3; mkfifo pipe; chown"
                        + " 7:8 first; mkdir dir; touch dir/file; ln -s first link; chown -h 12:34 link; touch -d"
                        + " '2020-02-03T04:05:06Z' first; touch -d '2021-02-03T04:05:06Z' dir; touch -h -d"
                        + " '2022-02-03T04:05:06Z' link");
        String base = new HandMadeImage(bench.path("base"))
                .layerOf(tree)
                .pushTo(bench.registry(), "layers/kept:1", Squeeze.GZIP);

        ImageTree image = bench.build(
                bench.context()
                        .dockerfile("FROM " + base
                                + "\nRUN cd /odd && for f in first second null pipe dir link; do"
                                + " stat -c '%n %F %u:%g %h %Y' $f; done > /seen\n"),
                "--insecure-pull");

        assertThat(image.read("seen").lines())
                .contains(
                        "first regular file 7:8 2 1580702706",
                        "second regular file 7:8 2 1580702706",
                        "dir directory 0:0 2 1612325106",
                        "link symbolic link 12:34 1 1643861106")
                .anySatisfy(line -> assertThat(line).startsWith("null character special file 0:0 1"))
                .anySatisfy(line -> assertThat(line).startsWith("pipe fifo 0:0 1"));
        // Looking at files changes none: only what the RUN wrote is in its layer.
        assertThat(image.layerNames(-1)).containsExactly("seen");
    }
}
