package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageContainer;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The executor image in a container with Docker's defaults: no privilege, a read-only context. */
@ExtendWith(WorkbenchSupply.class)
class ExecutorImageIT {

    @Test
    void buildsTheContextAtWorkspaceAndPushes(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().file("greeting", "Hello!").dockerfile("""
            FROM scratch AS made
            COPY --chown=1000:1000 greeting /made/
            FROM %s
            COPY --from=made /made/ /got/
            WORKDIR /srv
            """.formatted(
                        bench.bases().busybox()));
        String reference = bench.registry().reference("container/push:1");

        try (ImageContainer container = bench.container("executor")) {
            container.readOnly(Path.of(context.toString()), "/workspace");
            Finished built = container
                    .run("--destination=" + reference, "--insecure", "--digest-file=/kaniko/digest")
                    .succeeded();

            assertThat(built.output()).isEmpty();
            assertThat(Files.readString(container.root().resolve("kaniko/digest")))
                    .isEqualTo(bench.registry().digest("container/push", "1"));
        }
        ImageTree image = bench.pull(reference);
        assertThat(image.read("got/greeting")).isEqualTo("Hello!");
        assertThat(image.owner("got/greeting")).isEqualTo("1000:1000 644");
    }

    @Test
    void leavesNothingInItsDirectory(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().file("a", "a").dockerfile("FROM scratch\nCOPY a /\n");

        ImageContainer container = bench.container("executor");
        container
                .readOnly(Path.of(context.toString()), "/workspace")
                .run("--no-push")
                .succeeded();

        assertThat(container.root().resolve("kaniko/builds")).isEmptyDirectory();
        assertThat(container.root().resolve("kaniko/tmp")).isEmptyDirectory();
    }

    @Test
    void theWarmerSaysThatItIsNotThereYet(Workbench bench) throws Exception {
        Finished refused = bench.container("warmer").run("--image=busybox").exited(1);

        assertThat(refused.errors()).contains("the warmer is not available yet in this version");
    }
}
