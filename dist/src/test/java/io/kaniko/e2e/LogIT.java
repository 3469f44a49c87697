package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/** What a build tells, and in which form. */
@ExtendWith(WorkbenchSupply.class)
class LogIT {

    private static ContextDirectory context(Workbench bench) throws Exception {
        return bench.context()
                .file("hello", "hello\n")
                .dockerfile(
                        "FROM " + bench.bases().busybox() + " AS last\nCOPY hello /hello\nRUN echo from-the-step\n");
    }

    @Test
    void standardOutputIsTheStepsAlone(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(context(bench), "--insecure-pull").succeeded();

        assertThat(build.output()).isEqualTo("from-the-step\n");
    }

    @Test
    void stepsAreToldWithTheirPlace(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(context(bench), "--insecure-pull").succeeded();

        assertThat(build.errors())
                .contains("COPY hello /hello")
                .contains("RUN echo from-the-step")
                .contains("sha256:")
                .doesNotContain("\u001b[");
    }

    @Test
    void jsonIsJsonLineByLine(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(context(bench), "--insecure-pull", "--log-format=json")
                .succeeded();

        JsonMapper json = new JsonMapper();
        assertThat(build.errors().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(json.readTree(line).isObject()).isTrue());
    }

    @Test
    void onlyErrorsAreToldWhereOnlyThoseAreWanted(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(context(bench), "--insecure-pull", "--verbosity=error")
                .succeeded();

        assertThat(build.errors()).isEmpty();
    }

    @Test
    void unusedBuildArgumentsAreWarnedOf(Workbench bench) throws Exception {
        Finished build = bench.tryBuild(context(bench), "--insecure-pull", "--build-arg=VERSOIN=1")
                .succeeded();

        assertThat(build.errors()).contains("VERSOIN");
    }
}
