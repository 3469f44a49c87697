package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Executor;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What people copy into their clusters and pipelines: it is complete, and its flags exist. */
@ExtendWith(WorkbenchSupply.class)
class DeploymentExamplesIT {

    private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();
    private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");

    /** A document as maps, lists and texts. */
    private record Document(Object content) {

        static Document read(String file) throws IOException {
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            try (Reader reader = Files.newBufferedReader(EXAMPLES.resolve(file))) {
                return new Document(new Yaml(new SafeConstructor(options)).load(reader));
            }
        }

        /** What lies at a path of keys and list positions; it must be there. */
        Document at(String path) {
            Object found = content;
            for (String key : path.split("/")) {
                found = found instanceof List<?> list
                        ? list.get(Integer.parseInt(key))
                        : found instanceof Map<?, ?> map ? map.get(key) : null;
                assertThat(found).as("%s in %s", path, content).isNotNull();
            }
            return new Document(found);
        }

        String text() {
            return String.valueOf(content);
        }

        List<String> texts() {
            List<String> texts = new ArrayList<>();
            ((List<?>) content).forEach(each -> texts.add(String.valueOf(each)));
            return texts;
        }

        /** The values of one key in a list of maps. */
        List<String> each(String key) {
            return ((List<?>) content)
                    .stream()
                            .map(item -> String.valueOf(((Map<?, ?>) item).get(key)))
                            .toList();
        }
    }

    private static Set<String> flags(String text) {
        return new TreeSet<>(
                FLAG.matcher(text).results().map(MatchResult::group).toList());
    }

    @Test
    void everyFlagExists() throws Exception {
        Set<String> known =
                flags(Program.run(Executor.home().resolve("bin/executor").toString(), "--help")
                        .succeeded()
                        .output());
        int files = 0;
        try (Stream<Path> all = Files.walk(EXAMPLES)) {
            for (Path file :
                    all.filter(path -> path.toString().matches(".*\\.ya?ml")).toList()) {
                Object content =
                        Document.read(EXAMPLES.relativize(file).toString()).content();
                assertThat(known).as("flags of %s", file).containsAll(flags(content.toString()));
                assertThat(flags(content.toString())).as("flags of %s", file).contains("--context", "--destination");
                files++;
            }
        }
        assertThat(files).isEqualTo(5);
    }

    @Test
    void thePodIsComplete() throws Exception {
        Document pod = Document.read("kubernetes/pod.yaml");

        assertThat(pod.at("apiVersion").text()).isEqualTo("v1");
        assertThat(pod.at("kind").text()).isEqualTo("Pod");
        assertThat(pod.at("metadata/name").text()).isEqualTo("kaniko");
        assertPodSpecification(pod.at("spec"));
    }

    @Test
    void theJobIsComplete() throws Exception {
        Document job = Document.read("kubernetes/job.yaml");

        assertThat(job.at("apiVersion").text()).isEqualTo("batch/v1");
        assertThat(job.at("kind").text()).isEqualTo("Job");
        assertPodSpecification(job.at("spec/template/spec"));
    }

    /** Every mount has its volume, and nothing asks for a privilege. */
    private static void assertPodSpecification(Document specification) {
        assertThat(specification.at("restartPolicy").text()).isEqualTo("Never");
        Document container = specification.at("containers/0");
        assertThat(container.at("image").text()).contains("/executor:");
        assertThat(container.at("volumeMounts").each("mountPath")).contains("/kaniko/.docker");
        assertThat(specification.at("volumes").each("name"))
                .containsExactlyInAnyOrderElementsOf(
                        container.at("volumeMounts").each("name"));
        assertThat(specification.text()).doesNotContain("privileged", "capabilities");
    }

    @Test
    void theTaskUsesWhatItDeclares() throws Exception {
        Document task = Document.read("tekton/task.yaml");

        assertThat(task.at("apiVersion").text()).isEqualTo("tekton.dev/v1");
        assertThat(task.at("kind").text()).isEqualTo("Task");
        String steps = task.at("spec/steps").text();
        for (String kind : List.of("params", "workspaces", "results")) {
            for (MatchResult use : Pattern.compile("\\$\\(" + kind + "\\.([A-Za-z_]+)")
                    .matcher(steps)
                    .results()
                    .toList()) {
                assertThat(task.at("spec/" + kind).each("name")).contains(use.group(1));
            }
        }
        assertThat(task.at("spec/steps/0/command").texts()).containsExactly("/kaniko/executor");
    }

    @Test
    void theCloudBuildHasAStep() throws Exception {
        Document build = Document.read("cloud-build/cloudbuild.yaml");

        assertThat(build.at("steps/0/name").text()).contains("/executor:");
        assertThat(build.at("steps/0/args").texts()).anyMatch(word -> word.startsWith("--destination="));
    }

    /** The runner puts the lines of a job into one script and gives it to the image's shell. */
    @Test
    void theGitLabJobBuildsAndPushes(Workbench bench) throws Exception {
        Document job = Document.read("gitlab/gitlab-ci.yml").at("build");
        assertThat(job.at("image/entrypoint").texts()).containsExactly("");
        ContextDirectory context = bench.context().file("a", "a").dockerfile("FROM scratch\nCOPY a /\n");

        bench.container("debug")
                .entrypoint()
                .readOnly(context.path(), "/builds/group/project")
                .variable("CI_PROJECT_DIR", "/builds/group/project")
                .variable("CI_REGISTRY", bench.registry().host())
                .variable("CI_REGISTRY_IMAGE", bench.registry().reference("group/project"))
                .variable("CI_REGISTRY_USER", "gitlab-ci-token")
                .variable("CI_REGISTRY_PASSWORD", "secret")
                .variable("CI_COMMIT_TAG", "v1")
                .run("sh", "-ec", String.join("\n", job.at("script").texts()))
                .succeeded();

        assertThat(bench.registry().has("group/project", "v1")).isTrue();
    }

    @Test
    void runInDockerHandsOverContextLoginsAndFlags(Workbench bench) throws Exception {
        Path directory = bench.newDirectory("docker");
        Path docker = Files.writeString(directory.resolve("docker"), """
            #!/bin/sh
            printf '%s\\n' "$@" >> "$CALLS"
            [ "$1" != load ] || echo "Loaded image: kaniko/executor:1"
            """);
        assertThat(docker.toFile().setExecutable(true)).isTrue();
        Path logins = Files.writeString(directory.resolve("config.json"), "{}");
        ContextDirectory context = bench.context().dockerfile("FROM scratch\n");
        Path calls = directory.resolve("calls");

        Finished finished = Program.run(
                        "env",
                        "CALLS=" + calls,
                        "DOCKER_CONFIG=" + directory,
                        "KANIKO_IMAGE=registry.example/kaniko:1",
                        "PATH=" + directory + ":/usr/bin:/bin",
                        EXAMPLES.resolveSibling("run_in_docker.sh").toString(),
                        "/workspace/Dockerfile",
                        context.toString(),
                        "registry.example/app:1",
                        "--label=a=b c")
                .succeeded();

        assertThat(finished.output()).isEmpty();
        assertThat(Files.readAllLines(calls))
                .containsExactly(
                        "run",
                        "--rm",
                        "--volume",
                        context + ":/workspace:ro",
                        "--volume",
                        logins + ":/kaniko/.docker/config.json:ro",
                        "registry.example/kaniko:1",
                        "--dockerfile=/workspace/Dockerfile",
                        "--context=dir:///workspace",
                        "--destination=registry.example/app:1",
                        "--label=a=b c");
    }

    @Test
    void runInDockerSaysHowItIsUsed() {
        String script = EXAMPLES.resolveSibling("run_in_docker.sh").toString();

        assertThat(Program.run(script, "Dockerfile").exited(1).errors())
                .startsWith("Usage: run_in_docker.sh DOCKERFILE CONTEXT DESTINATION");
        assertThat(Program.run(script, "Dockerfile", "/no/such", "a:1")
                        .exited(1)
                        .errors())
                .contains("The context /no/such is not a directory.");
    }
}
