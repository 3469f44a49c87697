package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ADD of local archives. */
@ExtendWith(WorkbenchSupply.class)
class ArchivesIT {

    private static ContextDirectory onBusybox(Workbench bench, String instructions) throws Exception {
        return bench.context().dockerfile("FROM " + bench.bases().busybox() + "\n" + instructions);
    }

    @Test
    void everyFormatIsUnpackedWhateverItIsCalled(Workbench bench) throws Exception {
        ContextDirectory context = onBusybox(bench, """
            ADD plain.tar /plain
            ADD gzip.txt /gzip/
            ADD bzip2 xz.tar.xz /two/
            ADD zstd /zstd
            ADD text.gz empty text /kept/
            ADD folder /folder
            ADD --unpack=false plain.tar /packed
            COPY plain.tar /copied
            ADD --chown=3:4 --chmod=777 plain.tar /owned
            """).shell("""
                mkdir -p d/sub folder; echo in > d/sub/file; chown 7:8 d/sub/file; chmod 4640 d/sub/file
                tar -cf plain.tar -C d sub; gzip -c plain.tar > gzip.txt; bzip2 -c plain.tar > bzip2
                xz -c plain.tar > xz.tar.xz; zstd -q -c plain.tar > zstd; rm -r d
                echo text > text; gzip -k text; : > empty; cp plain.tar folder/inner.tar
                """);

        ImageTree image = bench.build(context, "--insecure-pull");

        for (String unpacked : new String[] {"plain", "gzip", "two", "zstd"}) {
            assertThat(image.read(unpacked + "/sub/file")).isEqualTo("in\n");
            assertThat(image.owner(unpacked + "/sub/file")).isEqualTo("7:8 4640");
        }
        assertThat(Program.shell(image.rootfs(), "ls kept folder two").output())
                .isEqualTo("folder:\ninner.tar\n\nkept:\nempty\ntext\ntext.gz\n\ntwo:\nsub\n");
        assertThat(image.rootfs().resolve("packed")).isRegularFile();
        assertThat(image.rootfs().resolve("copied")).isRegularFile();
        assertThat(image.owner("owned")).isEqualTo("3:4 755");
        assertThat(image.owner("owned/sub/file")).startsWith("3:4 ").endsWith("640");
    }

    @Test
    void entriesStayBelowTheDestination(Workbench bench) throws Exception {
        ContextDirectory context = onBusybox(bench, """
            RUN mkdir /x /elsewhere && ln -s /elsewhere /x/d && ln -s /x /link && touch /x/gone
            ADD odd.tar /link
            """).shell("""
                mkdir -p t/d; echo 1 > t/d/in; echo 1 > t/up; echo 1 > t/abs; echo 22 > t/twice; touch t/.wh.gone
                mknod t/null c 1 3; mkfifo t/fifo; ln t/twice t/hard
                tar -P --transform 's,^t/up,../../up,;s,^t/abs,/abs,;s,^t/,,' \
                    -cf odd.tar t/d t/up t/abs t/twice t/hard t/null t/fifo t/.wh.gone
                rm -r t
                """);

        ImageTree image = bench.build(context, "--insecure-pull");

        assertThat(Program.shell(image.rootfs(), "test ! -L x/d && find x elsewhere up abs 2> /dev/null | sort || true")
                        .output())
                .isEqualTo("""
                    elsewhere
                    x
                    x/abs
                    x/d
                    x/d/in
                    x/fifo
                    x/hard
                    x/null
                    x/twice
                    x/up
                    """);
        Program.shell(image.rootfs(), "test -c x/null && test -p x/fifo && test x/hard -ef x/twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADD cut.tar /x", "ADD cut.tar.gz /x", "RUN touch /f\nADD whole.tar /f"})
    void whatCannotBeUnpackedIsAnError(String instructions, Workbench bench) throws Exception {
        ContextDirectory context = onBusybox(bench, instructions + "\n")
                .shell("head -c 100000 /dev/urandom > f; tar -cf whole.tar f; gzip -k whole.tar;"
                        + " head -c 50000 whole.tar > cut.tar; head -c 50000 whole.tar.gz > cut.tar.gz");

        Finished build = bench.tryBuild(context, "--insecure-pull").exited(1);

        assertThat(build.errors()).contains("Dockerfile:").contains("| ADD ");
    }
}
