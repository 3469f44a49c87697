package io.kaniko.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.build.BuildResult;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.run.RunFailedException;
import io.kaniko.core.run.UserNamespace;
import io.kaniko.spi.BuildException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutorTest {

    private static final Digest DIGEST = Digest.parse("sha256:" + "cd".repeat(32));

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream standardOutput = new ByteArrayOutputStream();
    private final ByteArrayOutputStream standardError = new ByteArrayOutputStream();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<Path> workDirectories = new ArrayList<>();

    @Test
    void saysItsVersionAsKanikoDoes() {
        assertThat(run(succeeding(), "version")).isZero();
        assertThat(output()).isEqualTo("Kaniko version :  1.2.3\n");
    }

    @Test
    void helpGoesToStandardOutput() {
        assertThat(run(succeeding(), "--help")).isZero();
        assertThat(output()).startsWith("Builds a container image").contains("Registries:\n  --insecure\n");
        assertThat(error()).isEmpty();
    }

    @Test
    void aBuildEndsWithASummary() {
        assertThat(run(succeeding(), "-d", "example.com/a")).isZero();
        assertThat(error()).isEqualTo("""
            INFO[0000] Steps:
            INFO[0000]       1.5s    2.0 kB  RUN make
            INFO[0000]       0.0s            (deps) ENV A=b
            INFO[0000] Image %s, 12.3 MB
            INFO[0000]   example.com/a:latest
            """.formatted(DIGEST));
    }

    @Test
    void aCheckTellsWarningsOnStandardOutputAndFails() {
        assertThat(run(succeeding(), "--check")).isEqualTo(1);
        assertThat(output()).isEqualTo("""
            Check complete, 1 warning has been found!

            WARNING: JSONArgsRecommended - https://docs.docker.com/go/dockerfile/rule/json-args-recommended/
            y is no JSON
            Dockerfile:2
            --------------------
               1 |     FROM x
               2 | >>> CMD y
            --------------------
            """);
        assertThat(error()).isEmpty();
    }

    @Test
    void aDryRunPrintsThePlan() {
        assertThat(run(succeeding(), "--dryrun", "--tar-path=x")).isZero();
        assertThat(output()).isEqualTo("the plan\n");
        assertThat(workDirectories).isEmpty();
        assertThat(run(succeeding(), "--dryrun", "--check")).isEqualTo(1);
        assertThat(error()).contains("--check and --dryrun are two things to do instead of building");
    }

    @Test
    void theWorkDirectoryIsPrivateAndGoneAfterwards() {
        run(succeeding(), "--no-push");
        run(failing(new IOException("no")), "--no-push");

        assertThat(workDirectories).hasSize(2).doesNotHaveDuplicates();
        assertThat(workDirectories).allSatisfy(work -> {
            assertThat(work.getParent()).isEqualTo(directory.resolve("work/builds"));
            assertThat(work).doesNotExist();
        });
        assertThat(directory.resolve("work/builds")).isEmptyDirectory();
    }

    @Test
    void whatAKilledBuildLeftIsDeletedByTheNext() throws IOException {
        Path left = Files.createDirectories(directory.resolve("work/builds/build-1/stages/0"));
        Files.createFile(directory.resolve("work/builds/build-1.lock"));

        run(succeeding(), "--no-push");

        assertThat(left).doesNotExist();
        assertThat(directory.resolve("work/builds")).isEmptyDirectory();
    }

    @Test
    void aRunningBuildIsLeftAlone() throws IOException {
        try (KanikoDirectory.Lease other = new KanikoDirectory(directory.resolve("work")).open()) {
            run(succeeding(), "--no-push");

            assertThat(other.workspace().directory()).isDirectory();
        }
    }

    @Test
    void theExitCodeIsThatOfTheRunThatFailed() {
        assertThat(run(
                        failing(new BuildException(
                                BuildException.Kind.USER,
                                "Dockerfile:3: RUN failed",
                                Optional.empty(),
                                new RunFailedException("false", 42))),
                        "--no-push"))
                .isEqualTo(42);
        assertThat(error()).isEqualTo("""
            error building image: Dockerfile:3: RUN failed
              because: process "false" did not complete successfully: exit code: 42
            """);
    }

    @Test
    void aFailureSaysCausesAndRemedy() {
        assertThat(run(
                        failing(new BuildException(
                                BuildException.Kind.EXTERNAL,
                                "Cannot pull a/b",
                                Optional.of("Check the credentials."),
                                new IOException("connection reset", new java.nio.file.NoSuchFileException("/x")))),
                        "--no-push"))
                .isEqualTo(1);
        assertThat(error()).isEqualTo("""
            error building image: Cannot pull a/b
              because: connection reset
              because: no such file or directory: /x
            What to do: Check the credentials.
            """);
    }

    @Test
    void causesWithoutWordsAreLeftOut() {
        run(
                failing(new IOException(
                        "refused",
                        new java.net.ConnectException(null).initCause(new java.nio.channels.ClosedChannelException()))),
                "--no-push");

        assertThat(error()).isEqualTo("error building image: refused\n");
    }

    @Test
    void aFaultOfTheProgramIsCalledOne() {
        assertThat(run(failing(new IllegalStateException("impossible")), "--no-push"))
                .isEqualTo(1);
        assertThat(error()).isEqualTo("""
            error building image: IllegalStateException: impossible
            This is a fault of this program or of a plugin. Please report it with the output of --verbosity=debug.
            """);
    }

    @Test
    void debugAddsTheStackTrace() {
        run(failing(new IOException("no")), "--no-push", "-v", "debug");

        assertThat(error()).contains("error building image: no\n").contains("\tat io.kaniko.core.cli.ExecutorTest.");
    }

    @Test
    void jsonFailuresAreObjects() {
        run(failing(new IOException("no")), "--no-push", "--log-format=json");

        assertThat(error())
                .isEqualTo("{\"level\":\"error\",\"msg\":\"error building image:"
                        + " no\",\"time\":\"2026-01-01T00:00:00Z\"}\n");
    }

    @Test
    void usageProblemsAreLines() {
        assertThat(run(succeeding())).isEqualTo(1);
        assertThat(error()).isEqualTo("""
            Error: you must provide --destination, or use --no-push
            What to do: Run it with --help to see all flags.
            """);
    }

    @Test
    void noColorIsHeard() {
        environment.put("NO_COLOR", "1");
        run(succeeding(), "--no-push", "--log-format=color");

        assertThat(error()).doesNotContain("\u001b");
    }

    @Test
    void aNamedPluginDirectoryMustExist() {
        assertThat(run(succeeding(), "--no-push", "--plugins-dir=gone")).isEqualTo(1);
        assertThat(error())
                .startsWith("error building image: The plugin directory " + directory.resolve("gone")
                        + " does not exist\n");
    }

    @Test
    void registryFlagsAreChecked() {
        assertThat(run(
                        succeeding(),
                        "--no-push",
                        "--registry-certificate=x",
                        "--registry-client-cert=host=only-one",
                        "--registry-map=nothing"))
                .isEqualTo(1);
        assertThat(error().lines())
                .hasSize(4)
                .anyMatch(line -> line.contains("--registry-certificate"))
                .anyMatch(line -> line.contains("--registry-client-cert"))
                .anyMatch(line -> line.contains("--registry-map"));
    }

    @Test
    void noPluginsIsAnEmptyList() {
        assertThat(run(succeeding(), "plugins", "list")).isZero();
        assertThat(run(succeeding(), "plugins", "list", "--format=json")).isZero();
        assertThat(output()).isEqualTo("no plugins found\n[ ]\n");
    }

    @Test
    void commandsThatAreNotThereYetSaySo() {
        assertThat(run(succeeding(), "login", "example.com")).isEqualTo(1);
        assertThat(error()).startsWith("Error: the command login is not available yet in this version\n");
    }

    @Test
    void theKanikoDirectoryIsTheUsersCacheOutsideOfTheImage() {
        environment.put("KANIKO_DIR", "work");
        assertThat(KanikoDirectory.of("x", surroundings()).path()).isEqualTo(directory.resolve("x"));
        assertThat(KanikoDirectory.of(null, surroundings()).path()).isEqualTo(directory.resolve("work"));
        environment.remove("KANIKO_DIR");
        assertThat(KanikoDirectory.of(null, surroundings()).path()).isEqualTo(directory.resolve("home/.cache/kaniko"));
        environment.put("XDG_CACHE_HOME", "/caches");
        assertThat(KanikoDirectory.of(null, surroundings()).path()).isEqualTo(Path.of("/caches/kaniko"));
    }

    @Test
    void containersAreKnownByTheirMarks() throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        assertThat(new ContainerCheck(root, Map.of()).isContainer()).isFalse();
        assertThat(new ContainerCheck(root, Map.of("container", "oci")).isContainer())
                .isTrue();
        Files.createDirectories(root.resolve("proc/self"));
        Files.writeString(root.resolve("proc/self/mounts"), "overlay / overlay rw 0 0\n");
        assertThat(new ContainerCheck(root, Map.of()).isContainer()).isTrue();
        Files.writeString(root.resolve("proc/self/mounts"), "/dev/sda / ext4 rw 0 0\n");
        assertThat(new ContainerCheck(root, Map.of()).isContainer()).isFalse();
        Files.writeString(root.resolve("proc/self/cgroup"), "0::/kubepods/pod1\n");
        assertThat(new ContainerCheck(root, Map.of()).isContainer()).isTrue();
        Files.delete(root.resolve("proc/self/cgroup"));
        Path processes = Files.createDirectories(root.resolve("proc/self/ns")).resolve("pid");
        Files.createSymbolicLink(processes, Path.of("pid:[4026531836]"));
        assertThat(new ContainerCheck(root, Map.of()).isContainer()).isFalse();
        Files.delete(processes);
        Files.createSymbolicLink(processes, Path.of("pid:[4026532201]"));
        assertThat(new ContainerCheck(root, Map.of()).isContainer()).isTrue();
    }

    private int run(BuildAssembly assembly, String... words) {
        environment.putIfAbsent("KANIKO_DIR", directory.resolve("work").toString());
        UserNamespace none = new UserNamespace(Map.of(UserNamespace.VARIABLE, "never"));
        return new Executor(surroundings(), assembly, none).run(List.of(words));
    }

    private BuildAssembly succeeding() {
        return new FakeAssembly(job -> {
            remember(job);
            return new BuildResult(
                    DIGEST,
                    12_345_678,
                    List.of(
                            new BuildResult.StepReport(
                                    "0",
                                    "RUN make",
                                    Duration.ofMillis(1500),
                                    Optional.of(new BuildResult.LayerReport(DIGEST, 9000, 2000, 3)),
                                    true),
                            new BuildResult.StepReport("deps", "ENV A=b", Duration.ZERO, Optional.empty(), false)),
                    List.of("example.com/a:latest"));
        });
    }

    private BuildAssembly failing(Exception failure) {
        return new FakeAssembly(job -> {
            remember(job);
            if (failure instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw (IOException) failure;
        });
    }

    private void remember(BuildAssembly.Job job) throws IOException {
        workDirectories.add(job.workspace().directory());
        try (Stream<Path> entries = Files.list(job.workspace().directory())) {
            assertThat(entries).isEmpty();
        }
    }

    private Surroundings surroundings() {
        return new Surroundings(
                directory.resolve("distribution"),
                "executor",
                "1.2.3",
                "1.2.3",
                environment,
                directory,
                directory.resolve("home"),
                standardOutput,
                standardError,
                false,
                false,
                Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));
    }

    private String output() {
        return standardOutput.toString(StandardCharsets.UTF_8);
    }

    private String error() {
        return standardError.toString(StandardCharsets.UTF_8);
    }
}
