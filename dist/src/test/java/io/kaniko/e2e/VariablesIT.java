package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** ARG and ENV: who sees what, and who wins. */
@ExtendWith(WorkbenchSupply.class)
class VariablesIT {

    private static ContextDirectory onBusybox(Workbench bench, String instructions) throws Exception {
        return bench.context().dockerfile("FROM " + bench.bases().busybox() + "\n" + instructions);
    }

    @Test
    void argumentsAndEnvironmentApplyInTheirOrder(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().dockerfile("""
            ARG GLOBAL=global
            ARG BASE
            FROM ${BASE:?missing} AS first
            RUN echo "[$GLOBAL]" > /undeclared
            ARG GLOBAL
            ARG v
            ENV v=2
            RUN echo $v > /env-after-arg
            ARG v=3
            RUN echo "$GLOBAL $v" > /arg-after-env
            ARG emptied=default
            ARG unset
            RUN echo "[$emptied] ${unset-unset}" > /empty
            ARG A=x
            ARG A=${A}2 c=1 d=${c}2
            RUN echo "$A $d" > /chained
            ENV q=[$HTTP_PROXY]
            RUN echo "$HTTP_PROXY $http_proxy $q" > /proxy
            RUN echo "[$TARGETOS]" > /platform-undeclared
            ARG TARGETOS TARGETSTAGE
            RUN echo "$TARGETOS $TARGETSTAGE" > /platform
            FROM ${BASE} AS unrelated
            RUN echo "[$GLOBAL$v]" > /unrelated
            FROM first AS last
            COPY --from=unrelated /unrelated /
            RUN echo "$GLOBAL $A" > /inherited
            """);

        ImageTree image = bench.build(
                context,
                "--insecure-pull",
                "--build-arg=BASE=" + bench.bases().busybox(),
                "--build-arg=v=9",
                "--build-arg=emptied=",
                "--build-arg=HTTP_PROXY=http://proxy.invalid");

        assertThat(image.read("undeclared")).isEqualTo("[]\n");
        assertThat(image.read("env-after-arg")).isEqualTo("2\n");
        assertThat(image.read("arg-after-env")).isEqualTo("global 9\n");
        assertThat(image.read("empty")).isEqualTo("[] unset\n");
        assertThat(image.read("chained")).isEqualTo("x2 12\n");
        assertThat(image.read("proxy")).isEqualTo("http://proxy.invalid http://proxy.invalid []\n");
        assertThat(image.read("platform-undeclared")).isEqualTo("[]\n");
        assertThat(image.read("platform")).isEqualTo("linux last\n");
        assertThat(image.read("unrelated")).isEqualTo("[]\n");
        assertThat(image.read("inherited")).isEqualTo("global x2\n");
        assertThat(image.config().toString()).doesNotContain("proxy.invalid");
        assertThat(image.texts("/config/Env")).contains("v=2").noneMatch(line -> line.startsWith("A="));
    }

    @Test
    void aMissingValueThatMustBeThereIsAnError(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(onBusybox(bench, "ENV a=${nobody:?was told so}\n"), "--insecure-pull")
                .exited(1);

        assertThat(build.errors()).contains("Dockerfile:2: ").contains("was told so");
    }
}
