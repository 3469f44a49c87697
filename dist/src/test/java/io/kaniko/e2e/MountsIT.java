package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code RUN --mount} of every type: what the step sees, what lives on, what never gets into an image. */
@ExtendWith(WorkbenchSupply.class)
class MountsIT {

    private static ContextDirectory onBusybox(Workbench bench, String instructions) throws Exception {
        return bench.context().dockerfile("FROM " + bench.bases().busybox() + "\n" + instructions);
    }

    @Test
    void cachesAreKeptByIdAndOwner(Workbench bench) throws Exception {
        ImageTree image = bench.build(onBusybox(bench, """
            RUN --mount=type=cache,target=/c echo one > /c/f; stat -c '%a %u:%g' /c > /plain
            RUN --mount=type=cache,id=/c,target=/d cat /d/f > /by-id
            RUN --mount=type=cache,target=/x/../c cat /c/f > /cleaned
            RUN --mount=type=cache,target=/c,uid=5 ls /c > /other; stat -c '%a %u:%g' /c > /owned
            RUN --mount=type=cache,target=/c,mode=0700,gid=6 stat -c '%a %u:%g' /c > /closed
            RUN --mount=type=cache,target=/c,ro touch /c/g 2> /tmp/refused || echo read-only > /ro
            RUN test ! -e /c && test ! -e /d && test ! -e /x
            """), "--insecure-pull");

        assertThat(image.read("plain")).isEqualTo("755 0:0\n");
        assertThat(image.read("by-id")).isEqualTo("one\n");
        assertThat(image.read("cleaned")).isEqualTo("one\n");
        assertThat(image.read("other")).isEmpty();
        assertThat(image.read("owned")).isEqualTo("755 5:0\n");
        assertThat(image.read("closed")).isEqualTo("700 0:6\n");
        assertThat(image.read("ro")).isEqualTo("read-only\n");
        assertThat(image.rootfs().resolve("c")).doesNotExist();
    }

    @Test
    void cachesOutliveTheBuildAndBeginWithAnotherStage(Workbench bench) throws Exception {
        String dockerfile = """
            FROM %1$s AS seed
            RUN mkdir /seed && echo seeded > /seed/log && chown -R 7:8 /seed && chmod 711 /seed
            FROM %1$s
            RUN --mount=type=cache,target=/c,from=seed,source=/seed,sharing=SHARING \
                stat -c '%%a %%u:%%g' /c /c/log > /owner; echo again >> /c/log; cat /c/log > /log
            """.formatted(bench.bases().busybox());
        for (String sharing : new String[] {"shared", "locked", "private"}) {
            ContextDirectory context = bench.context().dockerfile(dockerfile.replace("SHARING", sharing));

            assertThat(bench.build(context, "--insecure-pull").read("log")).isEqualTo("seeded\nagain\n");
            ImageTree second = bench.build(context, "--insecure-pull");
            assertThat(second.read("log")).as(sharing).isEqualTo("seeded\nagain\nagain\n");
            assertThat(second.read("owner")).isEqualTo("711 7:8\n644 7:8\n");
            // The next way to share begins anew.
            Program.run("rm", "-rf", bench.executor().workDirectory() + "/caches")
                    .succeeded();
        }
    }

    @Test
    void cachesLieWhereTheCacheDirectoryIs(Workbench bench) throws Exception {
        ContextDirectory context = bench.context()
                .dockerfile("FROM " + bench.bases().busybox()
                        + "\nRUN --mount=type=cache,target=/c echo once >> /c/log; cat /c/log > /log\n");
        Path volume = bench.newDirectory("volume");

        bench.build(context, "--insecure-pull", "--cache-dir=" + volume);
        assertThat(bench.build(context, "--insecure-pull").read("log")).isEqualTo("once\n");
        assertThat(bench.build(context, "--insecure-pull", "--cache-dir=" + volume)
                        .read("log"))
                .isEqualTo("once\nonce\n");
        assertThat(volume).isDirectoryContaining("glob:**/mounts");
    }

    @Test
    void aCacheDirectoryThatCannotBeMadeMattersOnlyToThoseWhoWantIt(Workbench bench) throws Exception {
        String cacheDirectory = "--cache-dir=" + Files.createFile(bench.path("file"));
        String from = "FROM " + bench.bases().busybox() + "\n";

        bench.build(bench.context().dockerfile(from + "RUN true\n"), "--insecure-pull", cacheDirectory);
        Finished refused = bench.tryBuild(
                bench.context().dockerfile(from + "RUN --mount=type=cache,target=/c true\n"),
                "--insecure-pull",
                cacheDirectory);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.errors()).contains("file/mounts for caches of RUN").contains("--cache-dir");
    }

    @Test
    void bindMountsComeFromContextStageImageAndNamedContext(Workbench bench) throws Exception {
        ContextDirectory context = bench.context()
                .dockerfile("""
                    FROM %1$s AS Source
                    RUN mkdir -p /out/deep && echo built > /out/deep/file
                    FROM %1$s
                    WORKDIR /w
                    ARG TARGET=/expanded
                    RUN --mount=target=relative ls -A relative > /context
                    RUN --mount=type=bind,source=link,target=$TARGET ls $TARGET > /followed
                    RUN --mount=type=bind,from=source,source=out/deep/file,target=/f cat /f > /stage-file
                    RUN --mount=type=bind,from=%1$s,source=/etc,target=/e cat /e/group > /image
                    RUN --mount=type=bind,from=more,target=/n ls -A /n > /named
                    RUN --mount=type=bind,source=sub,target=/m touch /m/new 2> /tmp/refused || echo read-only > /ro
                    RUN --mount=type=bind,source=sub,target=/m,rw echo x > /m/new && ls /m > /rw
                    RUN --mount=type=bind,source=sub,target=/m ls /m > /discarded
                    RUN --mount=type=bind,from=source,target=/s,rw echo changed > /s/out/deep/file
                    RUN --mount=type=bind,from=source,target=/s cat /s/out/deep/file > /stage-kept
                    RUN --mount=type=bind,source=sub,target=/new/parents/too true
                    """.formatted(bench.bases().busybox()))
                .shell("""
                    mkdir sub; echo 1 > sub/one; ln -s sub link; echo secret > ignored; echo ignored > .dockerignore
                    """);
        var more = bench.newDirectory("more");
        Files.writeString(more.resolve("kept"), "");
        Files.writeString(more.resolve("hidden"), "");
        Files.writeString(more.resolve(".dockerignore"), "hidden\n");

        ImageTree image = bench.build(context, "--insecure-pull", "--build-context=more=" + more);

        assertThat(image.read("context")).isEqualTo(".dockerignore\nDockerfile\nlink\nsub\n");
        assertThat(image.read("followed")).isEqualTo("one\n");
        assertThat(image.read("stage-file")).isEqualTo("built\n");
        assertThat(image.read("image")).contains("audio:x:29:app\n");
        assertThat(image.read("named")).isEqualTo(".dockerignore\nkept\n");
        assertThat(image.read("ro")).isEqualTo("read-only\n");
        assertThat(image.read("rw")).isEqualTo("new\none\n");
        assertThat(image.read("discarded")).isEqualTo("one\n");
        assertThat(image.read("stage-kept")).isEqualTo("built\n");
        assertThat(context.path().resolve("sub/new")).doesNotExist();
        assertThat(image.layerNames(-1)).isEmpty();
    }

    @Test
    void filesOfTheContextAreRootsInBindMountsToo(Workbench bench) throws Exception {
        ContextDirectory context = onBusybox(bench, """
            RUN --mount=target=/c stat -c '%a %u:%g' /c /c/d /c/d/f > /shown && cp -a /c/d /copied
            RUN --mount=target=/c,rw stat -c '%a %u:%g' /c /c/d /c/d/f > /written
            RUN --mount=source=d/f,target=/f stat -c '%a %u:%g' /f > /file
            """)
                .shell("mkdir d; echo 1 > d/f; chmod 640 d/f; chmod 750 d; chown -R 33:34 .; chmod 711 .");

        ImageTree image = bench.build(context, "--insecure-pull");

        assertThat(image.read("shown")).isEqualTo("711 0:0\n750 0:0\n640 0:0\n");
        assertThat(image.read("written")).isEqualTo("711 0:0\n750 0:0\n640 0:0\n");
        assertThat(image.read("file")).isEqualTo("640 0:0\n");
        assertThat(image.owner("copied/f")).isEqualTo("0:0 640");
        assertThat(Program.shell(context.path(), "stat -c %u:%g d/f").output()).isEqualTo("33:34\n");
    }

    @Test
    void memoryHasItsSizeAndIsGoneAfterwards(Workbench bench) throws Exception {
        ImageTree image = bench.build(onBusybox(bench, """
            RUN mkdir /t && echo kept > /t/kept
            RUN --mount=type=tmpfs,target=/t,size=1m ls /t > /seen; stat -c %a /t > /mode; \
                dd if=/dev/zero of=/t/big bs=1k count=2000 2> /tmp/full; wc -c < /t/big > /size
            RUN --mount=type=tmpfs,target=/t touch /t/nothing
            """), "--insecure-pull");

        assertThat(image.read("seen")).isEmpty();
        assertThat(image.read("mode")).isEqualTo("1777\n");
        assertThat(image.read("size")).isEqualTo("1048576\n");
        assertThat(image.read("t/kept")).isEqualTo("kept\n");
        assertThat(image.layerNames(-1)).isEmpty();
    }

    @Test
    void secretsAreFilesOrVariablesOfOneStep(Workbench bench) throws Exception {
        var secret = Files.writeString(bench.path("secret"), "opensesame");
        var archive = bench.path("image.tar");
        ContextDirectory context = onBusybox(bench, """
            WORKDIR /w
            RUN --mount=type=secret,id=s stat -c '%a %u:%g' /run/secrets/s > /default
            RUN --mount=type=secret,id=s,target=rel/x,uid=5,gid=6,mode=0640 stat -c '%a %u:%g' /w/rel/x > /given
            RUN --mount=type=secret,id=s,env=TOKEN test ${#TOKEN} = 10 && test ! -e /run/secrets/s
            RUN --mount=type=secret,id=s,env=TOKEN,target=/x test ${#TOKEN} = 10 && test "$(cat /x)" = "$TOKEN"
            RUN --mount=type=secret,id=from-env,required test "$(cat /run/secrets/from-env)" = other
            RUN --mount=type=secret,id=missing test ! -e /run/secrets/missing
            RUN --mount=type=secret,id=s,target=/etc/passwd,mode=444 wc -c < /etc/passwd > /over
            RUN --mount=type=secret,id=s,target=/etc/passwd,mode=444 true
            RUN test -z "$TOKEN" && test ! -e /run && test ! -e /x && test ! -e /w/rel
            """);

        Finished build = bench.executor()
                .with("VALUE", "other")
                .run(
                        "--context=" + context,
                        "--no-push",
                        "--insecure-pull",
                        "--secret=id=s,src=" + secret,
                        "--secret=id=from-env,env=VALUE",
                        "--tar-path=" + archive)
                .succeeded();

        ImageTree image = bench.readArchive(archive);
        assertThat(image.read("default")).isEqualTo("400 0:0\n");
        assertThat(image.read("given")).isEqualTo("640 5:6\n");
        assertThat(image.read("over")).isEqualTo("10\n");
        assertThat(image.read("etc/passwd")).startsWith("root:x:0:0:");
        assertThat(build.everything() + image.config()).doesNotContain("opensesame");
        assertThat(Program.run("grep", "-rl", "opensesame", image.rootfs().toString())
                        .output())
                .isEmpty();
    }

    @Test
    void aRealAgentSignsForAUserOfTheImage(Workbench bench) throws Exception {
        var socket = bench.path("a");
        var key = bench.path("key");
        Program.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "key-of-the-test", "-f", key.toString())
                .succeeded();
        // Debian's own client, with all that it needs, is what asks the agent.
        ContextDirectory context = onBusybox(bench, """
            COPY client/ /
            USER app
            RUN --mount=type=ssh,uid=1000 test "$SSH_AUTH_SOCK" = /run/buildkit/ssh_agent.0 \
                && stat -c %a "$SSH_AUTH_SOCK" > /tmp/mode && ssh-add -l > /tmp/keys
            RUN --mount=type=ssh,id=other,target=/tmp/agent,mode=0666 ssh-add -L | cut -d' ' -f3 > /tmp/other
            RUN test -z "$SSH_AUTH_SOCK" && test ! -e /tmp/agent
            """).shell("""
                mkdir -p client/usr/bin client/lib64
                cp /usr/bin/ssh-add client/usr/bin/
                for file in $(ldd /usr/bin/ssh-add | grep -o '/[^ ]*'); do
                    mkdir -p "client$(dirname "$file")"; cp -L "$file" "client$file"
                done
                """);
        Process agent = new ProcessBuilder(Program.find("ssh-agent"), "-D", "-a", socket.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Program.shell(
                    bench.newDirectory("agent"),
                    "until test -S " + socket + "; do :; done; SSH_AUTH_SOCK=" + socket + " ssh-add -q " + key);

            var archive = bench.path("image.tar");
            bench.executor()
                    .with("SSH_AUTH_SOCK", socket.toString())
                    .run(
                            "--context=" + context,
                            "--no-push",
                            "--insecure-pull",
                            "--ssh=default",
                            "--ssh=other=" + socket,
                            "--tar-path=" + archive)
                    .succeeded();

            ImageTree image = bench.readArchive(archive);
            assertThat(image.read("tmp/mode")).isEqualTo("600\n");
            assertThat(image.read("tmp/keys")).contains("key-of-the-test (ED25519)");
            assertThat(image.read("tmp/other")).isEqualTo("key-of-the-test\n");
        } finally {
            agent.destroy();
            agent.waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type=bind,target=/",
                "type=bind",
                "type=bind,target=/x,z",
                "type=bind,from=$stage,target=/x",
                "type=bind,source=missing,target=/x",
                "type=bind,target=/x,mode=0700",
                "type=tmpfs,target=/x,uid=1",
                "type=tmpfs,target=/x,size=much",
                "type=cache,target=/x,sharing=sometimes",
                "type=secret",
                "type=secret,id=a,source=b",
                "type=secret,id=never-given,required",
                "type=ssh,required",
                "type=ssh,source=/x",
                "type=volume,target=/x",
                "type=tmpfs,target=/proc/x",
            })
    void whatCannotBeMountedIsAnErrorOfItsLine(String mount, Workbench bench) throws Exception {
        Finished build = bench.tryBuild(
                        onBusybox(bench, "RUN --mount=" + mount + " echo never-said\n"), "--insecure-pull")
                .exited(1);

        assertThat(build.errors()).contains("Dockerfile:2: ");
        assertThat(build.output()).isEmpty();
    }
}
