package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Executor;
import io.kaniko.e2e.rig.ImageContainer;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static final String OF_EVERYTHING = """
        FROM %1$s AS one
        COPY files /files/
        ADD files.tar /added/
        RUN mkdir /made && cd /made && for n in 3 1 2 9 8; do echo $n > $n; done && ln 3 three && ln 1 one \
            && ln -s 3 link && mkfifo fifo && mknod null c 1 3 && chmod 4755 2 && mkdir dir && chown 5:6 dir 8
        RUN rm -r /files/d1 /files/f3 && rm -r /files/d2 && mkdir /files/d2 && touch /files/d2/new \
            && mv /files/d3 /files/moved && chmod 600 /files/f4 && touch -h /files/link && rm /made/one /bin/wget
        FROM %1$s
        COPY --from=one /files /copied
        COPY --from=one /made /made
        COPY --chown=7:8 files/f5 files/link /owned/
        WORKDIR /work
        RUN for i in $(seq 300); do echo $i > /work/$i; done; rm -f /work/1*
        """;

    /** The same files, with the names, their directories and their hard links made in another order, at another time. */
    private static ContextDirectory everything(ContextDirectory context, Workbench bench, String order, String time)
            throws Exception {
        return context.dockerfile(OF_EVERYTHING.formatted(bench.bases().busybox()))
                .shell("umask 022; mkdir files; cd files; for n in " + order + "; do"
                        + " mkdir d$n; for m in " + order + "; do echo $n$m > d$n/$m; done; echo $n > f$n; done;"
                        + " for n in " + order + "; do ln f1 ${n}f; ln d4/1 d5/${n}x; done; ln -s f2 link; setfattr -n"
                        + " security.capability -v 0sAQAAAgAgAAAAAAAAAAAAAAAAAAA= f6; find ."
                        + " -exec touch -h -d "
                        + time + " {} +;"
                        + " ls -U | tar --xattrs --xattrs-include='*' -cf ../files.tar -T -");
    }

    /** The order of names in a directory and the times, which a build has no reason to know. */
    private static String facts(ContextDirectory context) {
        return Program.shell(context.path(), "ls -U --full-time files files/d1; tar -tf files.tar")
                .output();
    }

    /** The executor with another mask for new files, another name of the machine, time zone and language. */
    private static Executor elsewhere(Workbench bench) throws Exception {
        Path script = Files.writeString(
                bench.path("elsewhere"), """
                    #!/bin/sh
                    umask 077
                    exec unshare --uts sh -c 'hostname elsewhere; exec "$0" "$@"' '%s' "$@"
                    """.formatted(bench.executor().program()));
        script.toFile().setExecutable(true);
        Executor usual = bench.executor();
        return new Executor(script, usual.directory(), usual.environment())
                .with("TZ", "Asia/Tokyo")
                .with("LANG", "tr_TR.UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void machineAndIsolationAndOrderAreNotInTheImage(String compression, Workbench bench) throws Exception {
        Path memory = bench.newDirectory("memory");
        Program.run("mount", "-t", "tmpfs", "tmpfs", memory.toString()).succeeded();
        try {
            ContextDirectory first = everything(bench.context(), bench, "1 2 3 4 5 6", "2020-01-01T00:00:00Z");
            ContextDirectory second =
                    everything(new ContextDirectory(memory), bench, "5 3 6 4 1 2", "2021-12-31T23:59:58Z");
            assertThat(facts(first)).isNotEqualTo(facts(second));
            Path layout = bench.path("layout");
            String[] same = {"--reproducible", "--no-push", "--insecure-pull", "--compression=" + compression};

            Path digest = bench.path("digest");
            bench.executor()
                    .run(with(same, "--context=" + first, "--oci-layout-path=" + layout, "--digest-file=" + digest))
                    .succeeded();
            for (String isolation : List.of("namespace", "chroot")) {
                Path file = bench.path("digest");
                Executor other = elsewhere(bench)
                        .with("KANIKO_DIR", memory.resolve("work").toString());
                other.run(with(
                                same,
                                "--context=" + second,
                                "--digest-file=" + file,
                                "--isolation=" + isolation,
                                "--snapshot-mode=redo"))
                        .succeeded();
                assertThat(file).hasSameTextualContentAs(digest);
            }
            ImageContainer container = bench.container("executor").readOnly(second.path(), "/workspace");
            container
                    .run(with(same, "--isolation=root", "--digest-file=/kaniko/digest"))
                    .succeeded();
            assertThat(container.root().resolve("kaniko/digest")).hasSameTextualContentAs(digest);

            ImageTree image = bench.readLayout(layout);
            ImageTree base = bench.pull(bench.bases().busybox());
            assertThat(image.manifest().at("/layers/0"))
                    .isEqualTo(base.manifest().at("/layers/0"));
            assertThat(image.files())
                    .anyMatch(line -> line.startsWith("/copied/f6 100644 0:0 t=0 ") && line.contains("capability="));
        } finally {
            Program.run("umount", memory.toString()).succeeded();
        }
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
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
