package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flags by which kaniko is kept from its own files and those of the machine. */
@ExtendWith(WorkbenchSupply.class)
class HousekeepingIT {

    private static ContextDirectory greeting(Workbench bench) throws Exception {
        return bench.context().dockerfile("FROM scratch\nCOPY greeting /\n").file("greeting", "Hello!");
    }

    private static String digest(Workbench bench, ContextDirectory context, String... more) throws Exception {
        Path file = bench.path("digest");
        String[] arguments = new String[more.length + 2];
        arguments[0] = "--digest-file=" + file;
        arguments[1] = "--reproducible";
        System.arraycopy(more, 0, arguments, 2, more.length);
        bench.tryBuild(context, arguments).succeeded();
        return Files.readString(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--cleanup", "--pre-cleanup", "--preserve-context", "--materialize"})
    void aFlagWithoutReasonIsTakenAndSaysSoOnce(String flag, Workbench bench) throws Exception {
        ContextDirectory context = greeting(bench);
        String without = digest(bench, context);
        Finished with = bench.tryBuild(context, flag).succeeded();

        assertThat(with.errors().lines())
                .filteredOn(line -> line.contains(flag + " does nothing here: "))
                .hasSize(1);
        assertThat(digest(bench, context, flag)).isEqualTo(without);
        assertThat(context.path().resolve("greeting")).hasContent("Hello!");
    }

    @Test
    void theVariablesOfTheFlagsAreTakenSilently(Workbench bench) throws Exception {
        Finished built = bench.executor()
                .with("KANIKO_CLEANUP", "1")
                .with("KANIKO_PRE_CLEANUP", "true")
                .with("KANIKO_PRESERVE_CONTEXT", "t")
                .run("--context=" + greeting(bench), "--no-push")
                .succeeded();

        assertThat(built.errors()).doesNotContain("does nothing");
    }

    @Test
    void severalBuildsShareOneContainerWithoutCleaning(Workbench bench) throws Exception {
        ContextDirectory first =
                bench.context().dockerfile("FROM scratch\nCOPY only-first /\n").file("only-first", "1");
        Path archive = bench.path("second.tar");
        bench.tryBuild(first).succeeded();
        bench.tryBuild(greeting(bench), "--tar-path=" + archive).succeeded();

        assertThat(bench.readArchive(archive).layerNames(-1)).containsExactly("greeting");
    }

    @Test
    void ignoredPathsAreInNoLayer(Workbench bench) throws Exception {
        ContextDirectory context = bench.context()
                .dockerfile("""
                    FROM %s
                    COPY secret keep /data/
                    COPY tree /tree/
                    RUN mkdir -p /made /var/cache/x && echo 1 > /made/one && echo 2 > /var/cache/x/a.db \
                        && echo 3 > /var/cache/x/a.txt && test -e /data/secret
                    """.formatted(bench.bases().busybox()))
                .file("secret", "s")
                .file("keep", "k")
                .file("tree/in/file", "f");

        ImageTree image = bench.build(
                context,
                "--insecure-pull",
                "--ignore-path=/data/secret",
                "--ignore-path",
                "/tree/in",
                "--ignore-path=/made",
                "--ignore-path=/var/cache/*/*.db");

        assertThat(image.layerNames(1)).containsExactly("data/", "data/keep");
        assertThat(image.layerNames(2)).containsExactly("tree/");
        assertThat(image.layerNames(3))
                .contains("var/cache/x/a.txt")
                .doesNotContain("made/", "made/one", "var/cache/x/a.db");
    }

    @Test
    void varRunIsPartOfTheImageUnlessItIsIgnored(Workbench bench) throws Exception {
        ContextDirectory context = bench.context()
                .dockerfile("FROM " + bench.bases().busybox()
                        + "\nRUN mkdir /var/run && echo 1 > /var/run/pid && echo 2 > /other\n");

        assertThat(bench.build(context, "--insecure-pull").layerNames(1)).contains("var/run/pid");
        assertThat(bench.build(context, "--insecure-pull", "--ignore-var-run").layerNames(1))
                .containsExactly("other");
        assertThat(bench.build(context, "--insecure-pull", "--ignore-var-run=false")
                        .layerNames(1))
                .contains("var/run/pid");
    }

    @Test
    void theFlagForTheWorkDirectoryWinsOverTheVariable(Workbench bench) throws Exception {
        Path byFlag = bench.path("flag");
        Path byVariable = bench.path("variable");
        bench.executor()
                .with("KANIKO_DIR", byVariable.toString())
                .run("--context=" + greeting(bench), "--no-push", "--kaniko-dir=" + byFlag)
                .succeeded();
        assertThat(byFlag.resolve("builds")).isEmptyDirectory();
        assertThat(byVariable).doesNotExist();

        bench.executor()
                .with("KANIKO_DIR", byVariable.toString())
                .run("--context=" + greeting(bench), "--no-push")
                .succeeded();
        assertThat(byVariable.resolve("builds")).isEmptyDirectory();
    }
}
