package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.Leftovers;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is said in words that lead to the mistake, and nothing is built. */
@ExtendWith(WorkbenchSupply.class)
class BadInputIT {

    private static String errors(Finished build) {
        assertThat(build.exitCode()).as(build.toString()).isEqualTo(1);
        assertThat(build.everything()).doesNotContain("\tat ").doesNotContain("Exception");
        return build.errors();
    }

    private static String errorsOf(Workbench bench, String dockerfile) throws Exception {
        return errors(bench.tryBuild(bench.context().file("here", "").dockerfile(dockerfile)));
    }

    @Test
    void missingDockerfile(Workbench bench) throws Exception {
        assertThat(errors(bench.tryBuild(bench.context().file("here", ""))))
                .contains("Dockerfile")
                .contains("--dockerfile");
    }

    @Test
    void emptyDockerfile(Workbench bench) throws Exception {
        assertThat(errorsOf(bench, "# nothing\n")).contains("Dockerfile").contains("FROM");
    }

    @Test
    void syntaxErrorWithExcerpt(Workbench bench) throws Exception {
        assertThat(errorsOf(bench, "FROM scratch\nCOPY here\n"))
                .contains("Dockerfile:2")
                .contains("COPY here")
                .contains("COPY requires at least two arguments");
    }

    @Test
    void unknownInstructionWithTheNearOne(Workbench bench) throws Exception {
        assertThat(errorsOf(bench, "FROM scratch\nCOPPY here /\n"))
                .contains("Dockerfile:2")
                .contains("COPPY")
                .contains("Did you mean COPY?");
    }

    @Test
    void unknownFlagOfAnInstructionWithTheNearOne(Workbench bench) throws Exception {
        assertThat(errorsOf(bench, "FROM scratch\nCOPY --chwon=1:1 here /\n"))
                .contains("Dockerfile:2")
                .contains("--chwon")
                .contains("--chown");
    }

    @Test
    void unknownFlagOfTheCommandLineWithTheNearOne(Workbench bench) {
        assertThat(errors(bench.executor().run("--destinaton=x/y:1", "--context=/")))
                .contains("--destinaton")
                .contains("--destination");
    }

    @Test
    void noDestination(Workbench bench) throws Exception {
        assertThat(errors(bench.executor().run("--context=" + bench.context().dockerfile("FROM scratch\n"))))
                .contains("--destination")
                .contains("--no-push");
    }

    @Test
    void destinationThatIsNoName(Workbench bench) throws Exception {
        assertThat(errors(bench.executor()
                        .run(
                                "--context=" + bench.context().dockerfile("FROM scratch\n"),
                                "--destination=Upper/Case:x")))
                .contains("Upper/Case:x")
                .contains("--destination");
    }

    @Test
    void valueThatIsNone(Workbench bench) throws Exception {
        assertThat(errors(bench.tryBuild(bench.context().dockerfile("FROM scratch\n"), "--compression=brotli")))
                .contains("brotli")
                .contains("gzip")
                .contains("zstd");
    }

    @Test
    void unknownSnapshotModeWithTheKnownOnes(Workbench bench) throws Exception {
        assertThat(errors(bench.tryBuild(bench.context().dockerfile("FROM scratch\n"), "--snapshot-mode=ful")))
                .contains("ful")
                .contains("full");
    }

    @Test
    void whatThisVersionCannotDoIsRefused(Workbench bench) throws Exception {
        assertThat(errors(bench.tryBuild(
                        bench.context().dockerfile("FROM scratch\nCOPY . /\n"),
                        "--cache",
                        "--cache-repo=example.com/c")))
                .contains("--cache is not available yet in this version");
    }

    @Test
    void unknownTarget(Workbench bench) throws Exception {
        assertThat(errors(
                        bench.tryBuild(bench.context().dockerfile("FROM scratch AS one\nCOPY . /\n"), "--target=two")))
                .contains("two")
                .contains("one");
    }

    @Test
    void unknownStageToCopyFromIsTakenAsAnImage(Workbench bench) throws Exception {
        assertThat(errorsOf(bench, "FROM scratch\nCOPY --from=127.0.0.1:9/no/such here /\n"))
                .contains("127.0.0.1:9/no/such")
                .contains("Dockerfile:2");
    }

    @Test
    void copySourceThatIsMissing(Workbench bench) throws Exception {
        assertThat(errorsOf(bench, "FROM scratch\nCOPY her /\n"))
                .contains("Dockerfile:2")
                .contains("her");
    }

    @Test
    void copySourceThatIsHiddenByTheIgnoreFile(Workbench bench) throws Exception {
        assertThat(errors(bench.tryBuild(bench.context()
                        .file("hidden", "")
                        .file(".dockerignore", "hid*\n")
                        .dockerfile("FROM scratch\nCOPY hidden /\n"))))
                .contains("Dockerfile:2")
                .contains("hidden")
                .contains(".dockerignore");
    }

    @Test
    void contextSubPathThatIsMissing(Workbench bench) throws Exception {
        assertThat(errors(bench.tryBuild(
                        bench.context().dockerfile("FROM scratch\nCOPY . /\n"), "--context-sub-path=no/such")))
                .contains("no/such");
    }

    @Test
    void aDirectoryAsDockerfile(Workbench bench) throws Exception {
        assertThat(errors(bench.tryBuild(bench.context().file("dir/file", ""), "--dockerfile=dir")))
                .contains("dir");
    }

    @Test
    void helpNamesEveryKanikoFlag(Workbench bench) {
        Finished help = bench.executor().run("--help").succeeded();

        assertThat(help.output())
                .contains("--context", "--dockerfile", "--destination", "--build-arg", "--target", "--no-push")
                .contains("--tar-path", "--oci-layout-path", "--digest-file", "--snapshot-mode", "--cache")
                .contains("--registry-mirror", "--insecure", "--skip-tls-verify", "--registry-certificate");
    }

    @Test
    void versionIsSaid(Workbench bench) {
        assertThat(bench.executor().run("version").succeeded().output()).matches("Kaniko version :  \\S+\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The copy has no room.
                "4m  | FROM scratch\\nCOPY big /big\\n | COPY failed: the disk is full: ",
                // The base arrives, and there is no room for it; or it does not even arrive.
                "1m  | FROM ${BASE}\\nRUN true\\n | RUN failed: the disk is full: ",
                "2m  | FROM ${BASE}\\nRUN true\\n | RUN failed: the disk is full: ",
                // The step has room, and its layer, which is written behind its back, has none.
                "26m | FROM ${BASE}\\n"
                        + "RUN head -c 16000000 /dev/urandom > /big\\n"
                        + " | RUN head -c 16000000 /dev/urandom > /big"
            })
    void aFullDiskIsSaidToBeFull(String size, String dockerfile, String saying, Workbench bench) throws Exception {
        ContextDirectory context = bench.context()
                .shell("head -c 16000000 /dev/urandom > big")
                .dockerfile(dockerfile
                        .replace("\\n", "\n")
                        .replace("${BASE}", bench.bases().busybox()));
        Path small = bench.newDirectory("small");
        Program.run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", small.toString())
                .succeeded();
        try {
            Finished build = bench.executor()
                    .with("KANIKO_DIR", small.toString())
                    .run("--context=" + context, "--no-push", "--insecure-pull");

            assertThat(errors(build))
                    .contains(saying)
                    .contains("the disk is full")
                    .contains("No space left on device")
                    .contains(small.resolve("builds").toString())
                    .contains("--kaniko-dir");
            assertThat(Leftovers.files(small)).isEmpty();
        } finally {
            Program.run("umount", small.toString()).succeeded();
        }
    }
}
