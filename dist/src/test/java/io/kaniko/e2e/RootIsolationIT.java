package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageContainer;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.RunningBuild;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** RUN in containers as Docker makes them by default: no CAP_SYS_ADMIN, system calls filtered. */
@ExtendWith(WorkbenchSupply.class)
class RootIsolationIT {

    private static Finished run(ImageContainer container, ContextDirectory context, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--insecure-pull"));
        arguments.addAll(List.of(more));
        return container.readOnly(Path.of(context.toString()), "/workspace").run(arguments.toArray(String[]::new));
    }

    /** What a container of the executor's image has at its root, whatever has been built in it. */
    private static void assertRestored(ImageContainer container) throws Exception {
        assertThat(names(container.root()))
                .contains("kaniko", "etc", "workspace")
                .doesNotContain("bin", "made");
        assertThat(names(container.root().resolve("etc"))).doesNotContain("passwd", "made");
        assertThat(names(container.root().resolve("kaniko/exchange"))).containsExactly("lock");
        assertThat(container.root().resolve("kaniko/builds")).isEmptyDirectory();
    }

    private static List<String> names(Path directory) throws Exception {
        try (var entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void layersAreTheSameInEveryIsolation(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().file("file", "content").dockerfile("""
            FROM %s AS one
            RUN mkdir -p /etc/made /made && echo 1 > /etc/made/one && echo user:x:1000:1000::/home:/bin/sh >> /etc/passwd
            RUN --mount=type=secret,id=s --mount=type=bind,source=file,target=/mnt/file \\
                --mount=type=cache,target=/etc/made/cache cat /run/secrets/s /mnt/file > /made/both; chmod 750 /made
            FROM one
            COPY file /etc/resolv.conf
            RUN echo 2 > /etc/made/two; rm /etc/made/one
            USER user
            WORKDIR /work
            RUN id > /tmp/id; ln -s /etc/made /tmp/link
            USER 0
            RUN (sleep 86000 &) ; touch /run-was-here
            RUN true
            """.formatted(
                        bench.bases().busybox()));
        Path secret = Files.writeString(bench.path("secret"), "s");
        List<String> digests = new ArrayList<>();
        for (String isolation : List.of("namespace", "chroot")) {
            Path digest = bench.path("digest");
            bench.tryBuild(
                            context,
                            "--isolation=" + isolation,
                            "--insecure-pull",
                            "--reproducible",
                            "--secret=id=s,src=" + secret,
                            "--digest-file=" + digest)
                    .succeeded();
            digests.add(Files.readString(digest));
        }

        for (ImageContainer container : List.of(bench.container("executor"), bench.containerOnDirectory("executor"))) {
            container.readOnly(secret, "/kaniko/secret");
            Finished built = run(
                            container,
                            context,
                            "--no-push",
                            "--reproducible",
                            "--secret=id=s,src=/kaniko/secret",
                            "--digest-file=/kaniko/digest")
                    .succeeded();
            assertThat(built.errors())
                    .contains("RUN steps use root isolation; tried namespace: this process lacks CAP_SYS_ADMIN");
            digests.add(Files.readString(container.root().resolve("kaniko/digest")));
            assertRestored(container);
        }

        assertThat(digests).hasSize(4).containsOnly(digests.getFirst());
    }

    @Test
    void aKilledBuildIsUndoneByTheNextOneInTheContainer(Workbench bench) throws Exception {
        String from = "FROM " + bench.bases().busybox();
        ContextDirectory context = bench.context()
                .file("second", from + "\nRUN test ! -e /made && test ! -e /etc/made\n")
                .dockerfile(from + "\nRUN mkdir /made && touch /etc/made && echo in-the-middle && sleep 86401\n");
        for (ImageContainer container : List.of(bench.container("executor"), bench.containerOnDirectory("executor"))) {
            container.readOnly(Path.of(context.toString()), "/workspace");
            try (RunningBuild build = container.start("--no-push", "--insecure-pull")) {
                build.awaitText("in-the-middle\n", Duration.ofSeconds(60));
                assertThat(container.root().resolve("made")).isDirectory();
                container.kill("KILL");
                assertThat(build.awaitExit(Duration.ofSeconds(30))).isEqualTo(137);
            }

            Finished next = container
                    .run("--dockerfile=second", "--no-push", "--insecure-pull")
                    .succeeded();

            assertThat(next.errors())
                    .contains("An earlier build was killed in the middle of a RUN; its files were taken out of /");
            assertRestored(container);
        }
    }

    @Test
    void theNextBuildEndsWhatAKilledOneHasLeftRunning(Workbench bench) throws Exception {
        String from = "FROM " + bench.bases().busybox();
        ContextDirectory context = bench.context()
                .file("second", from + "\nRUN ps | grep -c '[s]leep 864' ; true\n")
                .file("script", """
                    /kaniko/executor --no-push --insecure-pull & builder=$!
                    until [ -e /made ]; do :; done
                    kill -9 $builder
                    exec /kaniko/executor --dockerfile=second --no-push --insecure-pull
                    """)
                .dockerfile(from + "\nRUN (setsid sleep 86402 &) ; mkdir /made && sleep 86403\n");
        ImageContainer container = bench.container("debug");

        Finished built = container
                .readOnly(Path.of(context.toString()), "/workspace")
                .entrypoint("/busybox/sh")
                .run("/workspace/script")
                .succeeded();

        assertThat(built.output()).endsWith("0\n");
    }

    @Test
    void aStageWithFilesInTheBuildersPlacesIsEnteredOtherwise(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().file("file", "content").dockerfile("""
            FROM %s
            WORKDIR /workspace
            COPY file /kaniko/file
            RUN test "$(ls -A /kaniko)" = file && touch made && echo more >> /kaniko/file
            """.formatted(
                        bench.bases().busybox()));
        ImageContainer container = bench.container("executor");

        Finished built = run(container, context, "--no-push", "--tar-path=/kaniko/image.tar")
                .succeeded();

        assertThat(built.errors())
                .contains("This RUN uses chroot isolation, without /proc, because the stage has files in /kaniko and so"
                        + " has this container");
        ImageTree image = bench.readArchive(container.root().resolve("kaniko/image.tar"));
        assertThat(image.read("kaniko/file")).isEqualTo("contentmore\n");
        assertThat(image.owner("workspace/made")).isEqualTo("0:0 644");

        assertThat(run(bench.container("executor"), context, "--no-push", "--isolation=root")
                        .exited(1)
                        .errors())
                .contains("Cannot run here with --isolation=root: the stage uses /kaniko, where this container has the"
                        + " builder's own files");
    }

    @Test
    void linksWhereSomethingIsMountedStayLinks(Workbench bench) throws Exception {
        ContextDirectory context = bench.context()
                .shell("mkdir -p tree/run tree/var && ln -s /run tree/var/run")
                .dockerfile("FROM " + bench.bases().busybox() + """

                    COPY tree /
                    RUN --mount=type=bind,source=tree,target=/from echo x > /var/run/x; echo y > /run/y
                    """);
        Path token = Files.writeString(bench.path("token"), "t");
        ImageContainer container = bench.container("executor");
        container.readOnly(token, "/var/run/secrets/kubernetes.io/serviceaccount/token");

        run(container, context, "--no-push", "--tar-path=/kaniko/image.tar").succeeded();

        ImageTree image = bench.readArchive(container.root().resolve("kaniko/image.tar"));
        assertThat(image.read("run/x")).isEqualTo("x\n");
        assertThat(image.read("run/y")).isEqualTo("y\n");
        assertThat(image.layerNames(image.layerCount() - 1))
                .contains("run/x", "run/y")
                .noneMatch(name -> name.contains("secrets") || name.startsWith("var/run") || name.startsWith("from"));
    }

    @Test
    void aRunThatDeletesTheBuilderFailsTheBuild(Workbench bench) throws Exception {
        ContextDirectory context =
                bench.context().dockerfile("FROM " + bench.bases().busybox() + "\nRUN rm -rf /kaniko || true\n");

        assertThat(run(bench.container("executor"), context, "--no-push")
                        .exited(1)
                        .errors())
                .contains("A RUN has deleted files of the builder below /kaniko");
    }

    @Test
    void aRunThatMovesAMountFailsTheBuild(Workbench bench) throws Exception {
        ContextDirectory context =
                bench.context().dockerfile("FROM " + bench.bases().busybox() + "\nRUN mv /etc /moved\n");

        assertThat(run(bench.containerOnDirectory("executor"), context, "--no-push")
                        .exited(1)
                        .errors())
                .contains("A RUN has moved directories in which this container has something mounted: /etc/hostname,"
                        + " /etc/hosts, /etc/resolv.conf");
    }

    @Test
    void othersThanRootCannotReadTheBuildersFilesAndRootNotItsMemory(Workbench bench) throws Exception {
        ContextDirectory context =
                bench.context().dockerfile("""
                    FROM %s
                    RUN ! cat /proc/1/environ && ! readlink /proc/1/root && ! ls /proc/1/fd/0/
                    USER 1000
                    RUN ! ls /kaniko && ! cat /proc/1/environ
                    """.formatted(bench.bases().busybox()));
        ImageContainer container = bench.container("executor").variable("PASSWORD", "hidden");

        run(container, context, "--no-push").succeeded();
    }

    @Test
    void aFullDiskFailsTheStepAndNothingElse(Workbench bench) throws Exception {
        String from = "FROM " + bench.bases().busybox();
        ContextDirectory context = bench.context()
                .file("second", from + "\nRUN touch /etc/made\n")
                .dockerfile(from + "\nRUN mkdir /made && cat /dev/zero > /made/everything\n");
        Path small = bench.newDirectory("small");
        Program.run("mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", small.toString())
                .succeeded();
        try (ImageContainer container = bench.containerOnDirectory("executor", small)) {
            assertThat(run(container, context, "--no-push").exited(1).everything())
                    .contains("No space left on device", "did not complete successfully: exit code: 1");
            assertRestored(container);

            container.run("--dockerfile=second", "--no-push", "--insecure-pull").succeeded();
            assertRestored(container);
        } finally {
            Program.run("umount", small.toString()).succeeded();
        }
    }

    @Test
    void killingEveryProcessDoesNotEndTheBuild(Workbench bench) throws Exception {
        ContextDirectory context = bench.context()
                .dockerfile(
                        "FROM " + bench.bases().busybox() + "\nRUN kill -9 -$PPID; kill -9 $PPID; kill -9 -1; true\n");

        run(bench.container("executor"), context, "--no-push").succeeded();
    }

    @Test
    void packagesInstall(Workbench bench) throws Exception {
        ContextDirectory context =
                bench.context().dockerfile("FROM " + bench.bases().debian() + """

                    RUN apt-get update && apt-get install -y --no-install-recommends hello
                    RUN useradd --create-home --uid 1500 builder
                    USER builder
                    RUN hello --greeting="built on Debian" > ~/greeting && test -e /proc/self/status
                    """);
        ImageContainer container = bench.container("executor");
        container.readOnly(Path.of("/etc/resolv.conf"), "/etc/resolv.conf");

        run(container, context, "--no-push", "--tar-path=/kaniko/image.tar").succeeded();

        ImageTree image = bench.readArchive(container.root().resolve("kaniko/image.tar"));
        assertThat(image.owner("home/builder/greeting")).isEqualTo("1500:1500 644");
        assertThat(image.layerNames(1)).contains("usr/bin/hello").noneMatch(name -> name.startsWith("etc/resolv.conf"));
    }
}
