package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Executor;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageContainer;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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
            container.readOnly(context.path(), "/workspace");
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
        container.readOnly(context.path(), "/workspace").run("--no-push").succeeded();

        assertThat(container.root().resolve("kaniko/builds")).isEmptyDirectory();
        assertThat(container.root().resolve("kaniko/tmp")).isEmptyDirectory();
    }

    @Test
    void theWarmerSaysThatItIsNotThereYet(Workbench bench) throws Exception {
        Finished refused = bench.container("warmer").run("--image=busybox").exited(1);

        assertThat(refused.errors()).contains("the warmer is not available yet in this version");
    }

    /** Places and variables as in kaniko's image, because jobs rely on them. */
    @Test
    void theImageIsLaidOutAsKanikos(Workbench bench) throws Exception {
        ImageTree image = bench.readLayout(images().resolve("executor"));

        assertThat(image.texts("/config/Entrypoint")).containsExactly("/kaniko/executor");
        assertThat(image.texts("/config/Cmd")).isEmpty();
        assertThat(image.config().at("/config/WorkingDir").asString()).isEqualTo("/workspace");
        assertThat(image.texts("/config/Env"))
                .containsExactlyInAnyOrder(
                        "PATH=/usr/local/bin:/kaniko",
                        "HOME=/root",
                        "USER=root",
                        "SSL_CERT_DIR=/kaniko/ssl/certs",
                        "DOCKER_CONFIG=/kaniko/.docker/");
        assertThat(image.owner("kaniko")).isEqualTo("0:0 777");
        assertThat(image.owner("kaniko/.docker")).isEqualTo("0:0 777");
        assertThat(image.read("etc/nsswitch.conf")).isEqualTo("hosts: files dns\n");
        assertThat(image.read("kaniko/ssl/certs/ca-certificates.crt")).contains("-----BEGIN CERTIFICATE-----");
        try (Stream<Path> top = Files.list(image.rootfs())) {
            assertThat(top.map(path -> path.getFileName().toString())).containsOnly("etc", "kaniko", "workspace");
        }
    }

    @Test
    void theImageStaysSmall() throws Exception {
        long limit = 60_000_000;
        assertThat(Files.size(images().resolve("executor.tar"))).isLessThan(limit);
        assertThat(Files.size(images().resolve("debug.tar"))).isLessThan(limit);
    }

    @Test
    void theClassesComeFromTheCache(Workbench bench) throws Exception {
        ImageContainer container =
                bench.container("executor").variable("KANIKO_JAVA_OPTIONS", "-Xlog:class+load:file=/kaniko/classes");

        container.run("version").succeeded();

        List<String> classes = Files.readAllLines(container.root().resolve("kaniko/classes"));
        assertThat(classes.stream().filter(line -> line.contains("shared objects file")))
                .as("of %s classes", classes.size())
                .hasSizeGreaterThan(classes.size() * 9 / 10);
    }

    /** As GitLab's runner does it: no entrypoint, a shell that reads a script, the project below /builds. */
    @Test
    void theDebugImageRunsAScript(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().file("a", "a").dockerfile("FROM scratch\nCOPY a /\n");
        String script = """
            mkdir -p /kaniko/.docker
            echo "{\\"auths\\":{\\"${CI_REGISTRY}\\":{\\"auth\\":\\"$(printf "%s:%s" "${CI_REGISTRY_USER}" "x" | base64 | tr -d '\\n')\\"}}}" > /kaniko/.docker/config.json
            /kaniko/executor --context "${CI_PROJECT_DIR}" --dockerfile "${CI_PROJECT_DIR}/Dockerfile" --destination "${CI_REGISTRY}/group/project:v1" --insecure
            /kaniko/executor --context "${CI_PROJECT_DIR}" --destination "${CI_REGISTRY}/group/project:v2" --insecure
            """;

        bench.container("debug")
                .entrypoint()
                .readOnly(context.path(), "/builds/group/project")
                .variable("CI_PROJECT_DIR", "/builds/group/project")
                .variable("CI_REGISTRY", bench.registry().host())
                .variable("CI_REGISTRY_USER", "gitlab-ci-token")
                .run(
                        InputStream.nullInputStream(),
                        "sh",
                        "-c",
                        "if [ -x /busybox/sh ]; then exec /busybox/sh -ec \"$0\"; else exit 1; fi",
                        script)
                .succeeded();

        assertThat(bench.registry().has("group/project", "v1")).isTrue();
        assertThat(bench.registry().has("group/project", "v2")).isTrue();
    }

    @Test
    void aContextFromStandardInput(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().file("a", "from a pipe").dockerfile("FROM scratch\nCOPY a /\n");
        Path archive = bench.path("context.tar.gz");
        Program.shell(context.path(), "tar -czf " + archive + " .");
        ImageContainer container = bench.container("executor");

        try (InputStream input = Files.newInputStream(archive)) {
            container
                    .run(input, "--context=tar://stdin", "--no-push", "--tar-path=/kaniko/image.tar")
                    .succeeded();
        }

        assertThat(bench.readArchive(container.root().resolve("kaniko/image.tar"))
                        .read("a"))
                .isEqualTo("from a pipe");
    }

    @Test
    void aRootThatIsNoOverlayDoesAsWell(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().file("a", "a").dockerfile("FROM scratch\nCOPY a /\n");

        bench.containerOnDirectory("executor")
                .readOnly(context.path(), "/workspace")
                .run("--no-push")
                .succeeded();
    }

    @Test
    void theSameHomeGivesTheSameImage(Workbench bench) throws Exception {
        Path again = bench.path("images");
        Program.run(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        Path.of("src/build/Images.java").toAbsolutePath().toString(),
                        Executor.home().toString(),
                        Path.of("images/Dockerfile").toAbsolutePath().toString(),
                        bench.readLayout(images().resolve("executor"))
                                .config()
                                .at("/config/Labels")
                                .get("org.opencontainers.image.version")
                                .asString(),
                        again.toString(),
                        bench.readLayout(images().resolve("executor"))
                                .config()
                                .at("/created")
                                .asString(),
                        "debug")
                .succeeded();

        assertThat(again.resolve("debug/index.json")).hasSameTextualContentAs(images().resolve("debug/index.json"));
    }

    private static Path images() {
        return ImageContainer.images();
    }
}
