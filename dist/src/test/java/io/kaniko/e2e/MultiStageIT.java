package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The main way: pull a base, run steps in several stages, push, and start what came out. */
@ExtendWith(WorkbenchSupply.class)
class MultiStageIT {

    private static ContextDirectory greeter(Workbench bench) throws Exception {
        return bench.context().file("words/greeting.txt", "good morning\n").dockerfile("""
            ARG BASE
            FROM ${BASE} AS compile
            ARG LOUD=no
            WORKDIR /src
            COPY words words
            RUN if [ "$LOUD" = yes ]; then tr a-z A-Z < words/greeting.txt; else cat words/greeting.txt; fi > out
            RUN echo unused > /not-copied

            FROM ${BASE} AS files
            RUN mkdir -p /data && echo 42 > /data/answer && chmod 640 /data/answer

            FROM ${BASE}
            ENV NAME=world GREETING_FILE=/opt/greeting
            COPY --from=compile /src/out /opt/greeting
            COPY --from=files --chown=app:app /data /data
            WORKDIR /home/app
            USER app
            RUN id -u > who
            LABEL org.example.purpose="end to end"
            EXPOSE 8080
            ENTRYPOINT ["/bin/sh", "-c", "cat $GREETING_FILE; echo $NAME; id -un; pwd; cat /data/answer"]
            """);
    }

    @Test
    void imageStartsAndDoesWhatTheDockerfileSays(Workbench bench) throws Exception {
        ImageTree image = bench.build(
                greeter(bench),
                "--build-arg=BASE=" + bench.bases().busybox(),
                "--build-arg=LOUD=yes",
                "--insecure-pull");

        assertThat(image.start().succeeded().output()).isEqualTo("GOOD MORNING\nworld\napp\n/home/app\n42\n");
        assertThat(image.rootfs().resolve("not-copied")).doesNotExist();
        assertThat(image.rootfs().resolve("src")).doesNotExist();
        assertThat(image.owner("data/answer")).isEqualTo("1000:1000 640");
        assertThat(image.read("home/app/who")).isEqualTo("1000\n");
    }

    @Test
    void configurationHoldsWhatWasWritten(Workbench bench) throws Exception {
        ImageTree image =
                bench.build(greeter(bench), "--build-arg=BASE=" + bench.bases().busybox(), "--insecure-pull");

        assertThat(image.config().at("/os").asString()).isEqualTo("linux");
        assertThat(image.config().at("/config/User").asString()).isEqualTo("app");
        assertThat(image.config().at("/config/WorkingDir").asString()).isEqualTo("/home/app");
        assertThat(image.texts("/config/Env"))
                .containsExactly(
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "NAME=world",
                        "GREETING_FILE=/opt/greeting");
        assertThat(image.config().at("/config/Labels/org.example.purpose").asString())
                .isEqualTo("end to end");
        assertThat(image.config().at("/config/ExposedPorts").has("8080/tcp")).isTrue();
        assertThat(image.texts("/rootfs/diff_ids")).hasSize(image.layerCount());
        assertThat(image.texts("/config/Entrypoint")).startsWith("/bin/sh", "-c");
        // The base's command does not outlive a new entrypoint.
        assertThat(image.texts("/config/Cmd")).isEmpty();
    }

    @Test
    void everyDestinationGetsTheSameImage(Workbench bench) throws Exception {
        ContextDirectory context = bench.context()
                .file("hello", "hello\n")
                .dockerfile("FROM scratch\nCOPY hello /hello\nCMD [\"/hello\"]\n");

        Finished build = bench.executor()
                .run(
                        "--context=" + context,
                        "--insecure",
                        "-d",
                        bench.registry().reference("several/one:1"),
                        "--destination=" + bench.registry().reference("several/one:latest"),
                        "--destination",
                        bench.registry().reference("several/two:1"));

        build.succeeded();
        String digest = bench.registry().digest("several/one", "1");
        assertThat(bench.registry().digest("several/one", "latest")).isEqualTo(digest);
        assertThat(bench.registry().digest("several/two", "1")).isEqualTo(digest);
        assertThat(build.errors()).contains(digest);
    }

    @Test
    void targetEndsTheImageAtItsStage(Workbench bench) throws Exception {
        ContextDirectory context = bench.context()
                .file("a", "a\n")
                .dockerfile("FROM scratch AS first\nCOPY a /first\nFROM first AS second\nCOPY a /second\n");

        ImageTree image = bench.build(context, "--target=first");

        assertThat(image.rootfs().resolve("first")).exists();
        assertThat(image.rootfs().resolve("second")).doesNotExist();
    }
}
