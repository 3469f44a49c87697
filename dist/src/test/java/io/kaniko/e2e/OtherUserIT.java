package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.BaseImages;
import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Executor;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.HandMadeImage;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Leftovers;
import io.kaniko.e2e.rig.OtherUser;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.RunningBuild;
import io.kaniko.e2e.rig.Squeeze;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds by somebody who is not root, and may not become it either: the image is the same. */
@ExtendWith(WorkbenchSupply.class)
class OtherUserIT {

    /** Whatever an image can have that its builder cannot give to a file. */
    private static String base(Workbench bench) throws Exception {
        Path tree = BaseImages.busyboxTree(bench.newDirectory("tree"));
        Program.shell(
                tree,
                "rm -f bin/su bin/wall; mkdir closed sealed dev/net && touch closed/file && ln closed/file closed/twin"
                    + " && chown 33:44 closed/file && chmod 0555 closed && chmod 0 sealed && chown 7:8 sealed && mknod"
                    + " dev/net/tun c 10 200 && mknod -m 640 dev/sda b 8 0 && chown 0:6 dev/sda && mkfifo fifo && cp"
                    + " bin/busybox bin/su && chmod 4755 bin/su && cp bin/busybox bin/wall && chown 0:5 bin/wall &&"
                    + " chmod 2111 bin/wall && ln -s none link && chown -h 12:13 link && touch etc/shadow && chmod 0"
                    + " etc/shadow && chown 65534 etc/group && setfattr -n security.capability -v"
                    + " 0x0100000200200000000000000000000000000000 bin/wall && mkdir spool && chmod 3770 spool");
        return new HandMadeImage(bench.path("base"))
                .layerOf(tree)
                .pushTo(bench.registry(), "users/base:1", Squeeze.GZIP);
    }

    private static final String DOCKERFILE = """
        FROM %1$s AS first
        WORKDIR /srv/app
        COPY --chown=app:audio --chmod=6755 tool /usr/bin/
        COPY . /context/
        ADD archive.tar /unpacked/
        ADD --chown=5:6 archive.tar /mine/
        COPY --link --chown=9 tool /linked/deep/tool
        COPY one /closed/one
        USER app
        WORKDIR /work/dir
        FROM scratch AS second
        COPY --from=first / /
        COPY --from=first --chown=70:71 /closed /given/
        COPY --link --from=first /dev /dev-copy/
        COPY --from=%1$s /bin/wall /sealed /
        FROM first
        COPY --from=second / /all/
        COPY --from=first --parents /closed/file /spool /parents/
        """;

    private static ContextDirectory context(OtherUser user, String base) throws Exception {
        return user.context("context")
                .dockerfile(DOCKERFILE.formatted(base))
                .file("tool", "tool")
                .file("one", "one")
                .shell("mkdir t t/locked t/sticky && echo x > t/locked/file && echo y > t/plain && chmod 555 t/locked"
                        + " && chmod 1777 t/sticky && chown -R 21:22 t/locked && chmod 4700 t/plain && mknod t/null"
                        + " c 1 3 && tar --numeric-owner --sort=name -cf archive.tar -C t . && rm -r t && chmod 755"
                        + " tool && chmod -R a+rX .");
    }

    private static String build(Executor executor, Path archive, String context) throws Exception {
        executor.run("--context=" + context, "--no-push", "--insecure-pull", "--reproducible", "--tar-path=" + archive)
                .succeeded();
        return archive.toString();
    }

    /** Layers with everything that they say of files. */
    private static List<List<String>> layers(ImageTree image) throws Exception {
        List<List<String>> layers = new ArrayList<>();
        for (int i = 0; i < image.layerCount(); i++) {
            layers.add(image.layerListing(i));
        }
        return layers;
    }

    /** What the machine may allow the user beside its own files. */
    enum Rights {
        /** No user namespace. */
        NONE {
            @Override
            Executor executor(OtherUser user) throws IOException {
                return user.executor().with("KANIKO_USER_NAMESPACE", "never");
            }
        },
        /** A user namespace with nobody else in it. */
        ONE_USER {
            @Override
            Executor executor(OtherUser user) throws IOException {
                return user.executor();
            }
        },
        /** A user namespace with the users of /etc/subuid. */
        MANY_USERS {
            @Override
            Executor executor(OtherUser user) throws IOException {
                return user.executorWithSubordinates();
            }
        };

        abstract Executor executor(OtherUser user) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Rights.class)
    void theImageIsTheOneThatRootBuilds(Rights rights, Workbench bench) throws Exception {
        String base = base(bench);
        try (OtherUser user = new OtherUser()) {
            ContextDirectory context = context(user, base);
            Path byRoot = bench.path("root.tar");
            Path byUser = user.home().resolve("user.tar");
            build(bench.executor(), byRoot, context.toString());
            build(rights.executor(user), byUser, context.toString());

            ImageTree expected = bench.readArchive(byRoot);
            ImageTree actual = bench.readArchive(byUser);
            assertThat(layers(actual)).isEqualTo(layers(expected));
            assertThat(Files.mismatch(byRoot, byUser)).isEqualTo(-1);
            assertThat(expected.layerListing(-2).toString()).contains("tun");
            nothingIsLeft(user);
        }
    }

    @ParameterizedTest
    @EnumSource(Rights.class)
    void anArchiveAsContextKeepsItsModes(Rights rights, Workbench bench) throws Exception {
        try (OtherUser user = new OtherUser()) {
            ContextDirectory context = user.context("context")
                    .dockerfile("FROM scratch\nCOPY . /\n")
                    .shell("mkdir -p locked/in && echo x > locked/in/file && chmod 400 locked/in/file && chmod 555"
                            + " locked/in locked && tar -czf ../context.tar.gz . && chmod 644 ../context.tar.gz");
            Path byRoot = bench.path("root.tar");
            Path byUser = user.home().resolve("user.tar");
            String location = "tar://" + context.path().resolveSibling("context.tar.gz");
            build(bench.executor(), byRoot, location);
            build(rights.executor(user), byUser, location);

            assertThat(Files.mismatch(byRoot, byUser)).isEqualTo(-1);
            nothingIsLeft(user);
        }
    }

    @Test
    void aRunOfManyUsersMakesTheLayersThatRootsRunMakes(Workbench bench) throws Exception {
        try (OtherUser user = new OtherUser()) {
            ContextDirectory context = user.context("context")
                    .dockerfile("""
                        FROM %s
                        COPY --chown=1000:44 tool /tool
                        RUN chown 33:44 /etc/group && mkdir -m 2775 /shared && chown 0:50 /shared && chmod 4755 /tool \
                            && rm -r /closed && mknod /pipe p && ln /tool /twin
                        USER app
                        RUN id > /home/app/id && test ! -w /etc/passwd && echo mine > /home/app/mine && umask 077 \
                            && mkdir /home/app/private
                        USER nobody:audio
                        RUN --mount=type=tmpfs,target=/scratch touch /tmp/file /scratch/file && id > /tmp/id
                        """.formatted(base(bench)))
                    .file("tool", "tool")
                    .shell("chmod -R a+rX .");
            Path byRoot = bench.path("root.tar");
            Path byUser = user.home().resolve("user.tar");
            build(bench.executor(), byRoot, context.toString());
            build(user.executorWithSubordinates(), byUser, context.toString());

            ImageTree expected = bench.readArchive(byRoot);
            assertThat(layers(bench.readArchive(byUser))).isEqualTo(layers(expected));
            assertThat(Files.mismatch(byRoot, byUser)).isEqualTo(-1);
            assertThat(expected.read("home/app/id"))
                    .startsWith("uid=1000(app) gid=1000(app) groups=29(audio),44(video)");
            nothingIsLeft(user);
        }
    }

    @Test
    void aRunOfOneUserIsRootAndNobodyElse(Workbench bench) throws Exception {
        try (OtherUser user = new OtherUser()) {
            ContextDirectory context =
                    user.context("context").dockerfile("FROM " + bench.bases().busybox() + "\nRUN id -u > /who\n");
            Path archive = user.home().resolve("user.tar");
            Finished built = user.executor()
                    .run("--context=" + context, "--no-push", "--insecure-pull", "--tar-path=" + archive)
                    .succeeded();
            assertThat(built.errors()).contains("This user namespace has one user", "/etc/subuid", "newuidmap");
            assertThat(bench.readArchive(archive).read("who")).isEqualTo("0\n");
            assertThat(bench.readArchive(archive).owner("home/app")).startsWith("1000:1000 ");

            context.dockerfile("FROM " + bench.bases().busybox() + "\nUSER app\nRUN id\n");
            Finished failed = user.executor().run("--context=" + context, "--no-push", "--insecure-pull");
            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.errors())
                    .contains("as user 1000 and group 1000: Invalid argument", "/etc/subuid", "uidmap");
            nothingIsLeft(user);
        }
    }

    @Test
    void aRunWithoutAnyRightSaysWhatWouldDo(Workbench bench) throws Exception {
        try (OtherUser user = new OtherUser()) {
            ContextDirectory context =
                    user.context("context").dockerfile("FROM " + bench.bases().busybox() + "\nRUN id\n");
            Finished failed = Rights.NONE.executor(user).run("--context=" + context, "--no-push", "--insecure-pull");

            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.errors()).contains("CAP_SYS_ADMIN", "user namespace", "Dockerfile:2");
            nothingIsLeft(user);
        }
    }

    @ParameterizedTest
    @EnumSource(Rights.class)
    void whoHasNoHomeWorksInADirectoryForTemporaryFiles(Rights rights, Workbench bench) throws Exception {
        Path own = Path.of("/tmp/kaniko-" + OtherUser.ID);
        Program.run("rm", "-rf", own.toString()).succeeded();
        try (OtherUser user = new OtherUser()) {
            ContextDirectory context = user.context("context")
                    .dockerfile("FROM scratch\nCOPY tool /\n")
                    .file("tool", "tool");
            rights.executor(user)
                    .with("HOME", "/")
                    .run("--context=" + context, "--no-push")
                    .succeeded();

            assertThat(own.resolve("builds")).isEmptyDirectory();
        } finally {
            Program.run("rm", "-rf", own.toString()).succeeded();
        }
    }

    /** The first process gets the signal; the one that builds is another. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoEndsTheBuildEndsAllOfIt(boolean forcibly, Workbench bench) throws Exception {
        try (OtherUser user = new OtherUser()) {
            ContextDirectory context = user.context("context")
                    .dockerfile("FROM " + bench.bases().busybox() + "\nRUN echo begun && sleep 600\n");
            try (RunningBuild build =
                    user.executorWithSubordinates().start("--context=" + context, "--no-push", "--insecure-pull")) {
                build.awaitText("begun\n", Duration.ofSeconds(30));
                if (forcibly) {
                    build.kill();
                } else {
                    build.terminate();
                }
                assertThat(build.awaitExit(Duration.ofSeconds(20))).isEqualTo(forcibly ? 137 : 143);
            }
            Leftovers.awaitNoProcess(user.home());
            nothingIsLeft(user);
        }
    }

    /** The user's own cache directory is where it works, and it is empty again. */
    private static void nothingIsLeft(OtherUser user) throws Exception {
        Path work = user.home().resolve(".cache/kaniko");
        assertThat(work).isDirectory();
        assertThat(Leftovers.files(work)).isEmpty();
        assertThat(Leftovers.processes(user.home())).isEmpty();
        assertThat(Program.run("find", user.home().toString(), "-not", "-uid", "" + OtherUser.ID)
                        .succeeded()
                        .output())
                .isEmpty();
    }
}
