package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** COPY and ADD of files: sources, destinations, and every flag. */
@ExtendWith(WorkbenchSupply.class)
class CopyIT {

    private static ContextDirectory onBusybox(Workbench bench, String instructions) throws Exception {
        return bench.context().dockerfile("FROM " + bench.bases().busybox() + "\n" + instructions);
    }

    private static ContextDirectory files(Workbench bench, String instructions) throws Exception {
        return onBusybox(bench, instructions).shell("""
            mkdir -p d/s e; echo a > a; echo b > b; echo x > d/x; echo y > d/s/y; echo z > e/z; echo h > .hidden
            ln -s a to-a; ln -s d to-d; ln -s missing dangling; ln -s ../../a escaping; ln -s x d/inner; mkfifo d/fifo
            mkdir linked; echo 1 > linked/p; ln linked/p linked/q
            chmod 4755 b; chmod 2711 d/s; chown -R 33:33 d; touch -d '2001-02-03 04:05:06.7Z' a
            """);
    }

    @Test
    void sourcesAndDestinationsAreBuildKits(Workbench bench) throws Exception {
        ImageTree image = bench.build(files(bench, """
            RUN mkdir /real && ln -s /real /link && ln -s ../../../real/out /out && ln -s /real/made /dangling
            COPY ../../a /1/
            COPY ./d/ /2
            COPY d* /3/
            COPY d e /4/
            COPY a b /5
            COPY to-a to-d/ escaping /6/
            COPY linked /7
            COPY nothing-matches* /8/
            COPY **/z .h[hi]dden /9/
            COPY ["a", "/with blank/a"]
            COPY a /link/
            COPY a /out
            COPY a /dangling
            WORKDIR /w
            ARG NONE
            COPY b $NONE
            COPY a sub/
            """), "--insecure-pull");

        assertThat(image.read("1/a")).isEqualTo("a\n");
        assertThat(Files.getLastModifiedTime(image.rootfs().resolve("1/a"))).hasToString("2001-02-03T04:05:06Z");
        assertThat(image.read("2/s/y")).isEqualTo("y\n");
        assertThat(image.owner("2")).isEqualTo("0:0 755");
        assertThat(image.owner("2/s")).isEqualTo("0:0 2711");
        assertThat(Files.readSymbolicLink(image.rootfs().resolve("2/inner"))).hasToString("x");
        assertThat(Program.shell(image.rootfs(), "test -p 2/fifo && test 7/p -ef 7/q && find 3 4 5 6 9 | sort")
                        .output())
                .isEqualTo("""
                    3
                    3/fifo
                    3/inner
                    3/s
                    3/s/y
                    3/x
                    4
                    4/fifo
                    4/inner
                    4/s
                    4/s/y
                    4/x
                    4/z
                    5
                    6
                    6/escaping
                    6/fifo
                    6/inner
                    6/s
                    6/s/y
                    6/to-a
                    6/x
                    9
                    9/.hidden
                    9/z
                    """);
        assertThat(image.read("5")).isEqualTo("b\n");
        assertThat(image.read("with blank/a")).isEqualTo("a\n");
        assertThat(Program.shell(image.rootfs(), "ls real").output()).isEqualTo("a\nmade\nout\n");
        assertThat(image.owner("w/b")).isEqualTo("0:0 4755");
        assertThat(image.read("w/sub/a")).isEqualTo("a\n");
    }

    @Test
    void ownersAreLookedUpInTheImage(Workbench bench) throws Exception {
        ImageTree image = bench.build(files(bench, """
            ARG WHO=app
            COPY --chown=$WHO a /1/
            COPY --chown=5 a /2/
            COPY --chown=app:audio d /3
            COPY --chown=nobody-knows a /4
            COPY --chown=app:no-group a /5
            COPY --chown= a /6
            USER app
            COPY a /tmp/7
            RUN mkdir /tmp/8
            ADD --chown=5:6 d /tmp/8
            """), "--insecure-pull");

        assertThat(image.owner("1")).isEqualTo("1000:1000 755");
        assertThat(image.owner("1/a")).isEqualTo("1000:1000 644");
        assertThat(image.owner("2/a")).isEqualTo("5:5 644");
        assertThat(image.owner("3")).isEqualTo("1000:29 755");
        assertThat(image.owner("3/s")).isEqualTo("1000:29 2711");
        assertThat(image.owner("4")).isEqualTo("0:0 644");
        assertThat(image.owner("5")).isEqualTo("1000:1000 644");
        assertThat(image.owner("6")).isEqualTo("0:0 644");
        assertThat(image.owner("tmp/7")).isEqualTo("0:0 644");
        assertThat(image.owner("tmp/8")).isEqualTo("1000:1000 755");
        assertThat(image.owner("tmp/8/s")).isEqualTo("5:6 2711");
    }

    @Test
    void modesAreOctalOrSymbolic(Workbench bench) throws Exception {
        ImageTree image = bench.build(files(bench, """
            ARG MODE=600
            COPY --chmod=644 a /1/p/a
            COPY --chmod=1777 a /2/a
            COPY --chmod=u+x,g=u,o= a /3/a
            COPY --chmod=a=rX,u+w d /4
            ADD --chmod=750 d /5
            COPY --chmod=$MODE a /6
            COPY --chmod= a /7
            COPY --chmod=4755 a /8
            """), "--insecure-pull");

        assertThat(image.owner("1/p")).isEqualTo("0:0 644");
        assertThat(image.owner("2")).isEqualTo("0:0 777");
        assertThat(image.owner("2/a")).isEqualTo("0:0 1777");
        assertThat(image.owner("3")).isEqualTo("0:0 755");
        assertThat(image.owner("3/a")).isEqualTo("0:0 770");
        assertThat(image.owner("4")).isEqualTo("0:0 755");
        assertThat(image.owner("4/x")).isEqualTo("0:0 644");
        assertThat(image.owner("5")).isEqualTo("0:0 750");
        assertThat(image.owner("5/x")).isEqualTo("0:0 750");
        assertThat(image.owner("6")).isEqualTo("0:0 600");
        assertThat(image.owner("7")).isEqualTo("0:0 644");
        assertThat(image.owner("8")).isEqualTo("0:0 4755");
    }

    @Test
    void linkedCopiesDoNotLookAtTheirDestination(Workbench bench) throws Exception {
        ImageTree image = bench.build(files(bench, """
            RUN mkdir /real /t && ln -s /real /t/s
            COPY --link d /t/s/
            COPY --link a /tmp/a
            """), "--insecure-pull");

        assertThat(image.read("t/s/x")).isEqualTo("x\n");
        assertThat(Files.isSymbolicLink(image.rootfs().resolve("t/s"))).isFalse();
        assertThat(image.rootfs().resolve("real/x")).doesNotExist();
        assertThat(image.owner("tmp")).isEqualTo("0:0 755");
    }

    @Test
    void parentsAndExclusions(Workbench bench) throws Exception {
        ImageTree image = bench.build(files(bench, """
            COPY --parents d/s/y /1/
            COPY --parents ./d/./s/y /2/
            COPY --parents **/y /3/
            COPY --parents nothing-matches* /4/
            COPY --parents --exclude=**/y d e /5
            COPY --exclude=x --exclude=s/y d /6/
            COPY --exclude=a a /7/
            COPY --exclude=**/y --exclude=!s/y d /8/
            ADD --exclude=s --exclude=/x d /9/
            """), "--insecure-pull");

        assertThat(image.owner("1/d/s")).isEqualTo("0:0 2711");
        assertThat(Program.shell(image.rootfs(), "find 1 2 3 4 5 6 7 8 9 -not -name 'inner' -not -name fifo | sort")
                        .output())
                .isEqualTo("""
                    1
                    1/d
                    1/d/s
                    1/d/s/y
                    2
                    2/s
                    2/s/y
                    3
                    3/d
                    3/d/s
                    3/d/s/y
                    4
                    5
                    5/d
                    5/d/s
                    5/d/x
                    5/e
                    5/e/z
                    6
                    6/s
                    7
                    7/a
                    8
                    8/s
                    8/s/y
                    8/x
                    9
                    9/x
                    """);
    }

    @Test
    void otherStagesKeepTheirOwners(Workbench bench) throws Exception {
        ContextDirectory context =
                bench.context().dockerfile("""
                    FROM %1$s AS Source
                    RUN mkdir -p /k/m && echo 1 > /k/m/f && chown -R 9:9 /k && chmod 700 /k /k/m
                    FROM %1$s
                    COPY --from=source /k /1
                    COPY --from=0 /k/m/f /2
                    COPY --from=SOURCE --chown=1 /k /3
                    COPY --from=%1$s /etc/group /4
                    """.formatted(bench.bases().busybox()));

        ImageTree image = bench.build(context, "--insecure-pull");

        assertThat(image.owner("1")).isEqualTo("0:0 755");
        assertThat(image.owner("1/m")).isEqualTo("9:9 700");
        assertThat(image.owner("2")).isEqualTo("9:9 644");
        assertThat(image.owner("3")).isEqualTo("1:1 755");
        assertThat(image.owner("3/m")).isEqualTo("1:1 700");
        assertThat(image.read("4")).contains("audio:x:29:app");
    }

    @Test
    void whatChangesNothingIsAnEmptyLayer(Workbench bench) throws Exception {
        ImageTree image = bench.build(files(bench, """
            COPY --chown=app a e /files/
            COPY --chown=app a e /files/
            RUN chown -R app /files && chown -R app:app /home/app && chmod 644 /files/a
            RUN chmod 600 /files/a
            """), "--insecure-pull");

        assertThat(image.layerNames(-3)).isEmpty();
        assertThat(image.layerNames(-2)).isEmpty();
        assertThat(image.layerNames(-1)).containsExactly("files/", "files/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY missing /x",
                "COPY dangling /x",
                "COPY \"a b\" /x",
                "COPY d /etc/passwd",
                "COPY a /etc/../bin/../etc/passwd/x",
                "COPY --parents d/missing /x/",
                "COPY --chmod=8 a /x",
                "COPY --chmod=10000 a /x",
                "COPY --chmod=u+q a /x",
                "COPY --from=$stage /a /x",
                "COPY --nothing a /x",
                "COPY --chown=1 --chown=2 a /x",
                "COPY http://127.0.0.1:1/a /x",
                "ADD --from=0 a /x",
                "ADD --parents a /x",
            })
    void whatCannotBeCopiedIsAnErrorOfItsLine(String instruction, Workbench bench) throws Exception {
        Finished build = bench.tryBuild(files(bench, instruction + "\n"), "--insecure-pull")
                .exited(1);

        assertThat(build.errors()).contains("Dockerfile:2: ");
    }
}
