package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Triggers of every kind. */
@ExtendWith(WorkbenchSupply.class)
class OnBuildIT {

    private static ContextDirectory onBusybox(Workbench bench, String instructions) throws Exception {
        return bench.context().dockerfile("FROM " + bench.bases().busybox() + "\n" + instructions);
    }

    @Test
    void triggersOfEveryKindRunFirstAndOnce(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().file("f", "f\n").dockerfile("""
            FROM %1$s AS other
            RUN echo other > /other
            FROM %1$s AS base
            ENV q=1
            ONBUILD ARG z=9
            ONBUILD ENV r=$q$z
            ONBUILD WORKDIR /w
            ONBUILD COPY f copied/
            ONBUILD ADD f added
            ONBUILD COPY --from=other /other from-other
            ONBUILD RUN --mount=type=bind,from=other,source=/other,target=/m cat /m > mounted; id -u > who; echo $z > arg
            ONBUILD USER app
            ONBUILD LABEL a=b
            ONBUILD EXPOSE 1
            ONBUILD VOLUME /v
            ONBUILD SHELL ["/bin/busybox", "sh", "-c"]
            ONBUILD ENTRYPOINT e
            ONBUILD CMD ["c"]
            ONBUILD HEALTHCHECK CMD x
            ONBUILD STOPSIGNAL 9
            FROM base AS child
            RUN id -u > /tmp/child
            FROM child
            RUN test "$(cat /tmp/child)" = 1000
            """.formatted(
                        bench.bases().busybox()));

        ImageTree image = bench.build(context, "--insecure-pull", "--build-arg=z=8");

        assertThat(image.texts("/config/OnBuild")).isEmpty();
        assertThat(image.texts("/config/Env")).contains("q=1", "r=18");
        assertThat(image.read("w/copied/f")).isEqualTo("f\n");
        assertThat(image.read("w/added")).isEqualTo("f\n");
        assertThat(image.read("w/from-other")).isEqualTo("other\n");
        assertThat(image.read("w/mounted")).isEqualTo("other\n");
        assertThat(image.read("w/who")).isEqualTo("0\n");
        assertThat(image.read("w/arg")).isEqualTo("8\n");
        assertThat(image.config().at("/config/User").asString()).isEqualTo("app");
        assertThat(image.config().at("/config/Labels/a").asString()).isEqualTo("b");
        assertThat(image.config().at("/config/ExposedPorts").has("1/tcp")).isTrue();
        assertThat(image.config().at("/config/Volumes").has("/v")).isTrue();
        assertThat(image.texts("/config/Entrypoint")).containsExactly("/bin/busybox", "sh", "-c", "e");
        assertThat(image.texts("/config/Cmd")).containsExactly("c");
        assertThat(image.texts("/config/Healthcheck/Test")).containsExactly("CMD-SHELL", "x");
        assertThat(image.config().at("/config/StopSignal").asString()).isEqualTo("9");
        var commands = new ArrayList<String>();
        image.config()
                .at("/history")
                .forEach(entry -> commands.add(entry.path("created_by").asString("")));
        assertThat(commands).filteredOn(line -> line.startsWith("COPY f")).hasSize(1);
    }

    @Test
    void triggersOfAPulledImageRun(Workbench bench) throws Exception {
        String base = bench.registry().reference("case/triggers:1");
        bench.executor()
                .run(
                        "--context=" + onBusybox(bench, "ONBUILD COPY f /f\nONBUILD RUN cat /f > /g\n"),
                        "--destination=" + base,
                        "--insecure",
                        "--insecure-pull")
                .succeeded();

        ImageTree image = bench.build(
                bench.context().file("f", "new\n").dockerfile("FROM " + base + "\nRUN mv /g /h\n"), "--insecure-pull");

        assertThat(image.read("h")).isEqualTo("new\n");
        assertThat(image.texts("/config/OnBuild")).isEmpty();
    }
}
