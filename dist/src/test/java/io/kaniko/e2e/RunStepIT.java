package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Leftovers;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.RunningBuild;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a RUN sees, what it may do, and what comes through of it. */
@ExtendWith(WorkbenchSupply.class)
class RunStepIT {

    private static ContextDirectory onBusybox(Workbench bench, String instructions) throws Exception {
        return bench.context().dockerfile("FROM " + bench.bases().busybox() + "\n" + instructions);
    }

    @Test
    void exitCodeOfTheStepIsTheExitCode(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(
                onBusybox(bench, "RUN true\nRUN echo about to fail && exit 42\nRUN echo never reached\n"),
                "--insecure-pull");

        assertThat(build.exitCode()).isEqualTo(42);
        assertThat(build.output()).contains("about to fail").doesNotContain("never reached\n");
        assertThat(build.errors()).contains("Dockerfile:3").contains("42");
    }

    @Test
    void aSignalIsACodeAsInAShell(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(onBusybox(bench, "RUN sh -c 'kill -9 $$'; exit $?\n"), "--insecure-pull");

        assertThat(build.exitCode()).isEqualTo(137);
        assertThat(build.errors()).contains("Dockerfile:2").contains("137");
    }

    @Test
    void aMissingProgramIsNamed(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(onBusybox(bench, "RUN [\"/bin/no-such-program\", \"x\"]\n"), "--insecure-pull");

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(build.errors()).contains("Dockerfile:2").contains("/bin/no-such-program");
    }

    @Test
    void outputAndErrorsStayApart(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(onBusybox(bench, "RUN echo to-output; echo to-errors >&2\n"), "--insecure-pull")
                .succeeded();

        assertThat(build.output()).contains("to-output\n").doesNotContain("to-errors\n");
        assertThat(build.errors()).contains("to-errors\n").doesNotContain("to-output\n");
    }

    @Test
    void outputComesWhileTheStepRuns(Workbench bench) throws Exception {
        ContextDirectory context = onBusybox(bench, "RUN echo before-the-wait; sleep 600\n");

        try (RunningBuild build = bench.executor().start("--context=" + context, "--no-push", "--insecure-pull")) {
            build.awaitText("before-the-wait\n", Duration.ofSeconds(30));
            assertThat(build.isAlive()).isTrue();
            build.terminate();
            assertThat(build.awaitExit(Duration.ofSeconds(20))).isNotZero();
        }
    }

    @Test
    void supplementaryGroupsAreTheUsers(Workbench bench) throws Exception {
        ImageTree image = bench.build(onBusybox(bench, """
            RUN id > /tmp/root
            USER app
            RUN id > /tmp/app
            USER app:video
            RUN id > /tmp/app-video
            USER 1234:5678
            RUN id > /tmp/numbers
            """), "--insecure-pull");

        assertThat(image.read("tmp/root")).startsWith("uid=0(root) gid=0(root)");
        assertThat(image.read("tmp/app"))
                .isEqualTo("uid=1000(app) gid=1000(app) groups=29(audio),44(video),1000(app)\n");
        assertThat(image.read("tmp/app-video")).startsWith("uid=1000(app) gid=44(video)");
        assertThat(image.read("tmp/numbers")).startsWith("uid=1234 gid=5678");
    }

    @Test
    void theEnvironmentOfTheExecutorStaysOutside(Workbench bench) throws Exception {
        ContextDirectory context = onBusybox(bench, "ENV OWN=1\nARG GIVEN\nRUN env > /seen\n");
        var archive = bench.path("image.tar");

        bench.executor()
                .with("AWS_SECRET_ACCESS_KEY", "do-not-leak")
                .with("LD_LIBRARY_PATH", "/somewhere")
                .run(
                        "--context=" + context,
                        "--no-push",
                        "--insecure-pull",
                        "--build-arg=GIVEN=2",
                        "--tar-path=" + archive)
                .succeeded();

        assertThat(bench.readArchive(archive).read("seen").lines())
                .containsExactlyInAnyOrder(
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "OWN=1",
                        "GIVEN=2",
                        "HOME=/root",
                        "PWD=/",
                        "SHLVL=1");
    }

    @Test
    void nothingOfTheExecutorIsOpenInAStep(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(onBusybox(bench, "RUN [\"/bin/ls\", \"/proc/self/fd\"]\n"), "--insecure-pull")
                .succeeded();

        // 3 is the directory that ls reads.
        assertThat(build.output()).isEqualTo("0\n1\n2\n3\n");
    }

    @Test
    void standardInputIsEmpty(Workbench bench) throws Exception {
        ImageTree image = bench.build(onBusybox(bench, "RUN cat > /seen\n"), "--insecure-pull");

        assertThat(image.read("seen")).isEmpty();
    }

    @Test
    void aBackgroundProcessEndsWithItsStep(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(
                        onBusybox(
                                bench,
                                "RUN sleep 86390 & (setsid sleep 86391 &) ; echo started\n"
                                        + "RUN ps | grep -v grep | grep -c 8639 || true\n"),
                        "--insecure-pull")
                .succeeded();

        assertThat(build.took()).isLessThan(Duration.ofSeconds(30));
        assertThat(build.output()).contains("started\n").contains("0\n");
        assertThat(Leftovers.processes(bench.executor().workDirectory())).isEmpty();
    }

    @Test
    void hostsFilesAreReachable(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(
                        onBusybox(
                                bench,
                                "RUN cat /etc/resolv.conf /etc/hosts && test -c /dev/null && test -d /proc/1 && test"
                                        + " -d /sys\n"),
                        "--insecure-pull")
                .succeeded();

        assertThat(build.output()).contains("localhost");
    }

    @Test
    void whatIsBoundIntoAStepIsNotInItsLayer(Workbench bench) throws Exception {
        ImageTree image = bench.build(onBusybox(bench, "RUN echo > /only\n"), "--insecure-pull");

        assertThat(image.layerNames(-1)).containsExactly("only");
    }

    @Test
    void anUnknownUserIsNamed(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(onBusybox(bench, "USER nobody-knows\nRUN true\n"), "--insecure-pull");

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(build.errors())
                .contains("nobody-knows")
                .contains("Dockerfile:")
                .contains("/etc/passwd");
    }

    @Test
    void secretsAreMountedAndNotKept(Workbench bench) throws Exception {
        var secret = java.nio.file.Files.writeString(bench.path("secret"), "opensesame");
        ContextDirectory context = onBusybox(
                bench,
                "RUN --mount=type=secret,id=token wc -c < /run/secrets/token > /length\n"
                        + "RUN test ! -e /run/secrets/token\n");
        var archive = bench.path("image.tar");

        Finished build = bench.tryBuild(
                        context, "--insecure-pull", "--secret=id=token,src=" + secret, "--tar-path=" + archive)
                .succeeded();

        assertThat(bench.readArchive(archive).read("length")).isEqualTo("10\n");
        assertThat(build.everything()).doesNotContain("opensesame");
        assertThat(Program.run(
                                "grep",
                                "-rl",
                                "opensesame",
                                bench.readArchive(archive).rootfs().toString())
                        .output())
                .isEmpty();
    }

    @Test
    void heredocsRunAsScripts(Workbench bench) throws Exception {
        ImageTree image = bench.build(
                onBusybox(
                        bench,
                        "RUN <<EOF\nset -e\necho one > /seen\necho two >> /seen\nEOF\nCOPY <<eot /text\nhello\neot\n"),
                "--insecure-pull");

        assertThat(image.read("seen")).isEqualTo("one\ntwo\n");
        assertThat(image.read("text")).isEqualTo("hello\n");
    }
}
