package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Executor;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers of all formats and sizes. */
@ExtendWith(WorkbenchSupply.class)
class LayersIT {

    /** More than two blocks of noise, text and zeros, so that a blob has pieces of all kinds. */
    private static ContextDirectory mixture(Workbench bench, String base) throws IOException {
        return bench.context()
                .shell("mkdir data; head -c 3000000 /dev/urandom > data/noise; seq 1 400000 > data/numbers;"
                        + " head -c 3000000 /dev/zero > data/zeros; ln data/noise data/again; touch -d @1000 data/*")
                .dockerfile("FROM " + base + "\nCOPY data /data\n");
    }

    private static void assertSameFiles(Path one, Path other) {
        Program.shell(one, "diff -r . " + other);
    }

    /** As umoci unpacks them, which does not know zstd, or tar. */
    private static Path files(ImageTree image, String compression) throws IOException {
        return compression.equals("gzip") ? image.rootfs() : image.unpackedLayer(-1);
    }

    @ParameterizedTest
    @CsvSource({"gzip,-1", "gzip,0", "gzip,1", "gzip,9", "zstd,-1", "zstd,0", "zstd,19", "zstd,22"})
    void everyLevelIsReadByOthers(String compression, int level, Workbench bench) throws Exception {
        ContextDirectory context = mixture(bench, "scratch");

        ImageTree image = bench.build(context, "--compression=" + compression, "--compression-level=" + level);

        assertThat(image.manifest().at("/layers/0/mediaType").asString()).endsWith("+" + compression);
        // skopeo has compared every layer's digest with the configuration when it copied the image.
        assertSameFiles(
                context.path().resolve("data"), files(image, compression).resolve("data"));
        assertThat(image.layerNames(0)).contains("data/again", "data/zeros");
        long size = image.manifest().at("/layers/0/size").asLong();
        if (level == 0) {
            assertThat(size).isBetween(8_688_895L, 8_760_000L);
        } else {
            assertThat(size).isBetween(3_000_000L, 5_000_000L);
        }
    }

    @Test
    void whoReadsOnlyTheFirstMemberReadsAllOfALayer(Workbench bench) throws Exception {
        ContextDirectory context = mixture(bench, "scratch");
        Path archive = bench.path("image.tar");

        bench.tryBuild(context, "--tar-path=" + archive).succeeded();

        Path out = bench.newDirectory("out");
        Program.run(out, "python3", "-c", """
            import json, sys, tarfile
            image = tarfile.open(sys.argv[1])
            layer = json.load(image.extractfile('manifest.json'))[0]['Layers'][0]
            tarfile.open(fileobj=image.extractfile(layer), mode='r|gz').extractall()
            """, archive.toString()).succeeded();
        assertSameFiles(context.path().resolve("data"), out.resolve("data"));
    }

    @Test
    void theLevelDecidesAboutTheBytesAndNotAboutTheFiles(Workbench bench) throws Exception {
        ContextDirectory context = mixture(bench, "scratch");
        List<String> digests = new ArrayList<>();
        List<String> contents = new ArrayList<>();

        for (String level : List.of("-1", "2", "6", "0")) {
            ImageTree image = bench.build(context, "--compression-level=" + level, "--reproducible");
            digests.add(image.manifest().at("/layers/0/digest").asString());
            contents.add(image.config().at("/rootfs/diff_ids/0").asString());
        }

        assertThat(contents).containsOnly(contents.getFirst());
        assertThat(digests.subList(1, 4)).doesNotHaveDuplicates();
        assertThat(digests.getFirst()).as("libdeflate's default, 2").isEqualTo(digests.get(1));
    }

    @Test
    void baseLayersStayAsTheyAreWhateverTheCompression(Workbench bench) throws Exception {
        String base = bench.bases().busybox();
        ImageTree before = bench.pull(base);

        ImageTree image = bench.build(mixture(bench, base), "--compression=zstd", "--insecure-pull");

        assertThat(image.manifest().at("/layers/0/digest").asString())
                .isEqualTo(before.manifest().at("/layers/0/digest").asString());
        assertThat(image.manifest().at("/layers/0/mediaType").asString()).endsWith("+gzip");
        assertThat(image.manifest().at("/layers/1/mediaType").asString()).endsWith("+zstd");
        assertThat(files(image, "zstd").resolve("data/noise")).hasSize(3_000_000);
    }

    @Test
    void dockersFormatHasNoZstd(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(mixture(bench, "scratch"), "--compression=zstd", "--image-format=docker");

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(build.errors())
                .contains("--compression=zstd needs --image-format=oci: Docker's manifests know only gzip");
    }

    @Test
    void dockersFormatIsMadeWhereItIsAskedFor(Workbench bench) throws Exception {
        String reference = bench.registry().reference("layers/docker:1");

        bench.executor()
                .run(
                        "--context=" + mixture(bench, "scratch"),
                        "--insecure",
                        "--image-format=docker",
                        "--destination=" + reference)
                .succeeded();

        assertThat(Program.run("skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + reference)
                        .succeeded()
                        .output())
                .contains("application/vnd.docker.distribution.manifest.v2+json")
                .contains("application/vnd.docker.image.rootfs.diff.tar.gzip");
        assertThat(bench.pull(reference).rootfs().resolve("data/again")).hasSize(3_000_000);
    }

    /**
     * Four layers of 1.5 GiB in all, two of them at the same time, in a heap that holds neither the content of one nor
     * what it is compressed to.
     */
    @ParameterizedTest
    @CsvSource({"gzip,-1,true", "zstd,19,false"})
    void layersNeedTheSameMemoryWhateverTheirSize(
            String compression, int level, boolean compressedCaching, Workbench bench) throws Exception {
        ContextDirectory context = bench.context()
                .shell("truncate -s 480M one; truncate -s 300M two;"
                        + " head -c 60000000 /dev/urandom | dd of=one bs=1M seek=200 conv=notrunc status=none;"
                        + " head -c 60000000 /dev/urandom | dd of=two bs=1M seek=100 conv=notrunc status=none")
                .dockerfile("""
                    FROM scratch AS first
                    COPY one /one
                    FROM scratch AS second
                    COPY two /two
                    FROM scratch
                    COPY --from=first /one /a
                    COPY --from=second /two /b
                    """);
        Executor executor = bench.executor().with("KANIKO_JAVA_OPTIONS", "-Xmx48m");
        List<String> arguments = new ArrayList<>(List.of("-c", """
            import resource, subprocess, sys
            status = subprocess.run(['env', '-i'] + sys.argv[1:]).returncode
            print('peak of', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, 'KiB')
            sys.exit(status)
            """));
        executor.environment().forEach((name, value) -> arguments.add(name + "=" + value));
        arguments.addAll(List.of(
                executor.program().toString(),
                "--context=" + context,
                "--no-push",
                "--compression=" + compression,
                "--compression-level=" + level,
                "--compressed-caching=" + compressedCaching));

        String output = Program.run("python3", arguments.toArray(String[]::new))
                .succeeded()
                .output();

        String peak = output.substring(output.indexOf("peak of ") + 8, output.indexOf(" KiB"));
        assertThat(Integer.parseInt(peak) >> 10).as("MiB").isBetween(20, 300);
    }
}
