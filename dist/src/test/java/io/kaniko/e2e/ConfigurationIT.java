package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Instructions that say something about the image, and what the history tells. */
@ExtendWith(WorkbenchSupply.class)
class ConfigurationIT {

    private static final JsonMapper JSON = new JsonMapper();

    private static ContextDirectory onBusybox(Workbench bench, String instructions) throws Exception {
        return bench.context().dockerfile("FROM " + bench.bases().busybox() + "\n" + instructions);
    }

    @Test
    void everyInstructionIsKeptAsWritten(Workbench bench) throws Exception {
        ContextDirectory context = onBusybox(bench, """
            MAINTAINER Jane <jane@example.com>
            ENV A=1 B=2
            ENV A=3 C= D="x y" E=a\\ b N=${A:-z}${NONE:-none}
            ENV OLD one  two $A
            LABEL a=1 b="x y" c='$A' "d e"=f
            LABEL long="first \\
              second" key-$A="${A}x"
            LABEL legacy some  text
            EXPOSE 8080 1-3/sctp 53/UDP 127.0.0.1:80:8081
            VOLUME /v "/not-quoted"
            VOLUME ["/with blank", "/$A"]
            USER app:audio
            STOPSIGNAL SIGRTMIN+3
            HEALTHCHECK --interval=1m30s --timeout=500ms --start-period=1s --start-interval=2s --retries=4 CMD a b
            SHELL ["/bin/sh", "-ec"]
            ENTRYPOINT start it
            CMD ["x", "y"]
            WORKDIR rel
            WORKDIR ../c/
            ONBUILD ENV LATE=$A
            """);
        ImageTree image = bench.build(context, "--insecure-pull", "--label=a=2");

        assertThat(image.config().at("/author").asString()).isEqualTo("Jane <jane@example.com>");
        assertThat(image.texts("/config/Env"))
                .containsExactly(
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "A=3",
                        "B=2",
                        "C=",
                        "D=x y",
                        "E=a b",
                        "N=1none",
                        "OLD=one  two 3");
        assertThat(image.config().at("/config/Labels")).isEqualTo(JSON.readTree("""
            {"a":"2","b":"x y","c":"$A","d e":"f","long":"first   second","key-3":"3x","legacy":"some  text"}
            """));
        assertThat(image.config().at("/config/ExposedPorts"))
                .isEqualTo(JSON.readTree(
                        "{\"1/sctp\":{},\"2/sctp\":{},\"3/sctp\":{},\"53/udp\":{},\"8080/tcp\":{},\"8081/tcp\":{}}"));
        assertThat(image.config().at("/config/Volumes"))
                .isEqualTo(JSON.readTree("{\"/v\":{},\"/not-quoted\":{},\"/with blank\":{},\"/3\":{}}"));
        assertThat(image.config().at("/config/User").asString()).isEqualTo("app:audio");
        assertThat(image.config().at("/config/StopSignal").asString()).isEqualTo("SIGRTMIN+3");
        assertThat(image.config().at("/config/Healthcheck")).isEqualTo(JSON.readTree("""
            {"Test":["CMD-SHELL","a b"],"Interval":90000000000,"Timeout":500000000,"StartPeriod":1000000000,
             "StartInterval":2000000000,"Retries":4}
            """));
        assertThat(image.texts("/config/Shell")).containsExactly("/bin/sh", "-ec");
        assertThat(image.texts("/config/Entrypoint")).containsExactly("/bin/sh", "-ec", "start it");
        assertThat(image.texts("/config/Cmd")).containsExactly("x", "y");
        assertThat(image.config().at("/config/WorkingDir").asString()).isEqualTo("/c");
        assertThat(image.owner("c")).isEqualTo("1000:29 755");
        assertThat(image.texts("/config/OnBuild")).containsExactly("ENV LATE=$A");
    }

    @Test
    void theHistoryIsBuildKits(Workbench bench) throws Exception {
        ContextDirectory context = onBusybox(bench, """
            ARG q=1
            ENV a=b
            LABEL l=m
            COPY --chmod=600 --chown=1:1 --link f* /l
            WORKDIR /w
            WORKDIR /
            RUN --network=none echo $q
            RUN ["/bin/true", "x"]
            EXPOSE 80
            CMD ["a"]
            USER app
            VOLUME /v
            STOPSIGNAL 9
            ENTRYPOINT a b
            ONBUILD RUN x
            ADD f /d/
            """).file("f", "f\n");

        ImageTree image = bench.build(context, "--insecure-pull");

        var lines = new ArrayList<String>();
        image.config().at("/history").forEach(entry -> {
            if (entry.path("comment").asString("").equals("buildkit.dockerfile.v0")) {
                lines.add((entry.path("empty_layer").asBoolean(false) ? "- " : "+ ")
                        + entry.path("created_by").asString());
            }
        });
        assertThat(lines)
                .containsExactly(
                        "- ARG q=1",
                        "- ENV a=b",
                        "- LABEL l=m",
                        "+ COPY --chown=1:1 --chmod=600 f* /l # buildkit",
                        "+ WORKDIR /w",
                        "- WORKDIR /",
                        "+ RUN |1 q=1 /bin/sh -c echo $q # buildkit",
                        "+ RUN |1 q=1 /bin/true x # buildkit",
                        "- EXPOSE [80/tcp]",
                        "- CMD [\"a\"]",
                        "- USER app",
                        "- VOLUME [/v]",
                        "- STOPSIGNAL 9",
                        "- ENTRYPOINT [\"/bin/sh\" \"-c\" \"a b\"]",
                        "+ ADD f /d/ # buildkit");
        long layers = lines.stream().filter(line -> line.startsWith("+ ")).count();
        assertThat(image.layerCount()).isEqualTo((int) layers + 1);
    }

    @Test
    void commandsOfAParentDoNotOutliveAnEntrypoint(Workbench bench) throws Exception {
        String base = bench.bases().busybox();
        ImageTree dropped = bench.build(
                bench.context().dockerfile("FROM " + base + " AS a\nCMD [\"x\"]\nFROM a\nENTRYPOINT [\"y\"]\n"),
                "--insecure-pull");
        assertThat(dropped.texts("/config/Cmd")).isEmpty();
        assertThat(dropped.texts("/config/Entrypoint")).containsExactly("y");

        ImageTree kept = bench.build(onBusybox(bench, "CMD [\"x\"]\nENTRYPOINT [\"y\"]\n"), "--insecure-pull");
        assertThat(kept.texts("/config/Cmd")).containsExactly("x");
    }

    @Test
    void filesBelowAVolumeAreKept(Workbench bench) throws Exception {
        ImageTree image = bench.build(
                onBusybox(bench, "VOLUME /v /never-made\nRUN mkdir /v && echo 1 > /v/f\n"), "--insecure-pull");

        assertThat(image.read("v/f")).isEqualTo("1\n");
        assertThat(image.rootfs().resolve("never-made")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ENV A=1 B",
                "EXPOSE 5-3",
                "EXPOSE 65536",
                "EXPOSE 80/icmp",
                "VOLUME []",
                "SHELL []",
                "SHELL /bin/sh -c",
                "STOPSIGNAL BOGUS",
                "STOPSIGNAL 0",
                "HEALTHCHECK --interval=3 CMD x",
                "HEALTHCHECK --retries=-1 CMD x",
                "CMD [\"a\", 1]",
                "ONBUILD FROM x",
                "ONBUILD MAINTAINER x",
                "ONBUILD ONBUILD RUN x",
                "ENTYRPOINT x",
            })
    void whatMeansNothingIsAnErrorOfItsLine(String instruction, Workbench bench) throws Exception {
        Finished build = bench.tryBuild(onBusybox(bench, instruction + "\n"), "--insecure-pull")
                .exited(1);

        assertThat(build.errors()).contains("Dockerfile:2: ");
    }
}
