package io.kaniko.core.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import io.kaniko.core.build.BuildRequest;
import io.kaniko.core.build.BuildRequest.Secret;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.run.Entitlement;
import io.kaniko.core.run.HostAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildRequestsTest {

    @TempDir
    private Path directory;

    @Test
    void defaultsAreKanikos() {
        BuildRequest request = request(Map.of(), "-d", "example.com/a");

        assertThat(request.input().context().text()).isEqualTo("/workspace/");
        assertThat(request.input().dockerfile()).isEqualTo("Dockerfile");
        assertThat(request.input().platform()).isEqualTo(Platform.host());
        assertThat(request.layers().ignoredPaths()).isEmpty();
        assertThat(request.layers().compression()).isEqualTo("gzip");
        assertThat(request.layers().compressionLevel()).isEqualTo(-1);
        assertThat(request.layers().sourceDate()).isEmpty();
        assertThat(request.output().push()).isTrue();
        assertThat(request.output().imageFormat()).isEmpty();
        assertThat(request.run().isolation()).isEqualTo("auto");
    }

    @Test
    void needsADestination() {
        assertThat(problems(Map.of())).containsExactly("you must provide --destination, or use --no-push");
    }

    @Test
    void reportsProblemsInKanikosOrder() {
        assertThat(problems(
                        Map.of(),
                        "--custom-platform=a/b/c/d",
                        "--secret=src=x",
                        "--compression=zstd",
                        "--image-format=docker",
                        "--label=x",
                        "--image-name-with-digest-file=f"))
                .containsExactly(
                        "invalid argument for --custom-platform: \"a/b/c/d\" is not a platform: write os/arch or"
                                + " os/arch/variant, as in linux/arm64",
                        "invalid --secret src=x: it has no id",
                        "you must provide --destination, or use --no-push",
                        "--compression=zstd needs --image-format=oci: Docker's manifests know only gzip",
                        "you must provide --destination if setting ImageNameDigestFile",
                        "labels must be of the form key=value, not \"x\"");
    }

    @Test
    void cacheWithoutPushNeedsARepository() {
        assertThat(problems(Map.of(), "--cache", "--no-push"))
                .contains("cache flags invalid: if using cache with --no-push, specify cache repo with --cache-repo");
    }

    @Test
    void whatIsNotBuiltYetIsNamed() {
        assertThat(problems(Map.of(), "--no-push", "--cache", "--cache-repo=r"))
                .containsExactly("--cache is not available yet in this version");
        assertThat(request(Map.of(), "--no-push", "--cache=false").output().push())
                .isFalse();
    }

    @Test
    void gitOptionsAreRepeatableOrWithCommas() {
        assertThat(request(
                                Map.of(),
                                "--no-push",
                                "--git=branch=a,b,single-branch=T",
                                "--git=depth=3",
                                "--git",
                                "insecure-skip-tls=0,recurse-submodules=true")
                        .input()
                        .contextOptions())
                .containsExactly(
                        Map.entry("branch", "a,b"),
                        Map.entry("single-branch", "true"),
                        Map.entry("depth", "3"),
                        Map.entry("insecure-skip-tls", "false"),
                        Map.entry("recurse-submodules", "true"));
    }

    @Test
    void gitOptionsAreChecked() {
        assertThat(problems(Map.of(), "--no-push", "--git=brunch=x", "--git=depth=-1,single-branch=maybe", "--git=x"))
                .containsExactly(
                        "--git must be of the form key=value, not \"x\"",
                        "invalid argument for --git: \"brunch\" is not one of branch, single-branch, depth,"
                                + " recurse-submodules, insecure-skip-tls",
                        "invalid argument for --git: depth: a number of commits, 0 for all, not \"-1\"",
                        "invalid argument for --git: single-branch: \"maybe\" is not true or false");
    }

    @Test
    void destinationsAreTags() {
        assertThat(problems(Map.of(), "-d", "UPPER/case", "-d", "a@sha256:" + "0".repeat(64)))
                .containsExactly(
                        "invalid argument for --destination: \"UPPER/case\" is not an image reference: the repository"
                                + " name must be lower case",
                        "--destination a@sha256:" + "0".repeat(64) + " has a digest; give a tag or nothing");
    }

    @Test
    void buildArgumentsWithoutValueComeFromTheEnvironment() {
        BuildRequest request = request(
                Map.of("FROM_ENV", "x=y"),
                "--no-push",
                "--build-arg=FROM_ENV",
                "--build-arg=GONE",
                "--build-arg=A=b=c");

        assertThat(request.input().buildArguments())
                .containsExactly(entry("FROM_ENV", "x=y"), entry("GONE", ""), entry("A", "b=c"));
    }

    @Test
    void bucketAloneIsAContext() {
        assertThat(request(Map.of(), "--no-push", "-b", "bucket")
                        .input()
                        .context()
                        .text())
                .isEqualTo("gs://bucket");
        assertThat(problems(Map.of(), "--no-push", "-b", "bucket", "-c", "/x"))
                .containsExactly("--bucket and --context both say where the build context is; give one of them");
    }

    @Test
    void environmentDecidesAboutPushing() {
        assertThat(request(Map.of("KANIKO_NO_PUSH", "true"), "-d", "a").output().push())
                .isFalse();
        assertThat(request(Map.of("KANIKO_NO_PUSH", "false"), "-d", "a", "--no-push")
                        .output()
                        .push())
                .isTrue();
        assertThat(problems(Map.of("KANIKO_NO_PUSH", "maybe"), "-d", "a"))
                .containsExactly(
                        "invalid value for the environment variable KANIKO_NO_PUSH: \"maybe\" is not true or false");
    }

    @Test
    void environmentAddsMirrorsAndMaps() {
        CommandWords words = CommandWords.read(List.of("--no-push", "--registry-mirror=one"));

        BuildRequests.from(words, Map.of("KANIKO_REGISTRY_MIRROR", "two", "KANIKO_REGISTRY_MAP", "a=b;c=d"), directory);

        assertThat(words.executor().registry.registryMirrors).containsExactly("one", "two");
        assertThat(words.executor().registry.registryMaps).containsExactly("a=b;c=d");
    }

    @Test
    void environmentGivesDefaultsOfCleaning() {
        CommandWords words = CommandWords.read(List.of("--no-push", "--pre-cleanup=false"));

        BuildRequests.from(words, Map.of("KANIKO_CLEANUP", "1", "KANIKO_PRE_CLEANUP", "1"), directory);

        assertThat(words.executor().output.cleanup).isTrue();
        assertThat(words.executor().output.preCleanup).isFalse();
    }

    @Test
    void secretsComeFromFilesAndVariables() throws IOException {
        Files.writeString(directory.resolve("file"), "x");
        Files.writeString(directory.resolve("a,b"), "x");

        BuildRequest request = request(
                Map.of("TOKEN", "t", "named", "n"),
                "--no-push",
                "--secret=id=one,src=file",
                "--secret=id=two,env=TOKEN",
                "--secret=type=env,id=three,source=TOKEN",
                "--secret=id=named",
                "--secret=id=file",
                "--secret=id=six,\"src=a,b\"");

        assertThat(request.run().secrets())
                .containsExactly(
                        entry("one", new Secret.FromFile(directory.resolve("file"))),
                        entry("two", new Secret.FromVariable("TOKEN")),
                        entry("three", new Secret.FromVariable("TOKEN")),
                        entry("named", new Secret.FromVariable("named")),
                        entry("file", new Secret.FromFile(directory.resolve("file"))),
                        entry("six", new Secret.FromFile(directory.resolve("a,b"))));
    }

    @Test
    void unfitSecretsAreRefused() {
        assertThat(problems(
                        Map.of("A", "a"),
                        "--no-push",
                        "--secret=id=a,src=b,env=A",
                        "--secret=id=b,env=GONE",
                        "--secret=id=c,target=x",
                        "--secret=id=d,env=A",
                        "--secret=id=d,env=A",
                        "--secret=id=e,type=file,env=A",
                        "--secret=id=gone"))
                .containsExactly(
                        "invalid --secret id=a,src=b,env=A: it has both src and env",
                        "invalid --secret id=b,env=GONE: the environment variable GONE is not set",
                        "invalid --secret id=c,target=x: unknown key \"target\"; known are id, src, env and type",
                        "invalid --secret id=d,env=A: the id \"d\" is given twice",
                        "invalid --secret id=e,type=file,env=A: type=file takes src, not env",
                        "invalid --secret id=gone: there is no file " + directory.resolve("gone")
                                + " and no environment variable gone");
    }

    @Test
    void agentSocketsComeFromTheEnvironment() {
        BuildRequest request =
                request(Map.of("SSH_AUTH_SOCK", "/run/agent"), "--no-push", "--ssh=default", "--ssh=x=/y");

        assertThat(request.run().agentSockets())
                .containsExactly(entry("default", Path.of("/run/agent")), entry("x", Path.of("/y")));
        assertThat(problems(Map.of(), "--no-push", "--ssh=default"))
                .containsExactly(
                        "--ssh default names no socket, and the environment variable SSH_AUTH_SOCK is not set");
    }

    @Test
    void hostsAreNamesAndAddresses() {
        assertThat(request(Map.of(), "--no-push", "--add-host=a:1.2.3.4", "--add-host=b=::1", "--add-host=a:5.6.7.8")
                        .run()
                        .extraHosts())
                .containsExactly(
                        new HostAddress("a", "1.2.3.4"), new HostAddress("b", "::1"), new HostAddress("a", "5.6.7.8"));
        assertThat(problems(Map.of(), "--no-push", "--add-host=a"))
                .containsExactly("--add-host must be of the form name:address, not \"a\"");
        assertThat(request(Map.of(), "--no-push", "--add-host=c=[::1]").run().extraHosts())
                .containsExactly(new HostAddress("c", "::1"));
        assertThat(problems(Map.of(), "--no-push", "--add-host=d:there", "--add-host=e:host-gateway"))
                .containsExactly(
                        "--add-host d:there: \"there\" is not an IP address",
                        "--add-host e:host-gateway: RUN shares the executor's network, which has no gateway of a host;"
                                + " give an address");
    }

    @Test
    void aSnapshotMayTakeAsLongAsTheEnvironmentSays() {
        assertThat(request(Map.of(), "--no-push").layers().snapshotTimeout()).isEqualTo(Duration.ofMinutes(90));
        assertThat(request(Map.of("SNAPSHOT_TIMEOUT_DURATION", "1h30s"), "--no-push")
                        .layers()
                        .snapshotTimeout())
                .isEqualTo(Duration.ofSeconds(3630));
        assertThat(problems(Map.of("SNAPSHOT_TIMEOUT_DURATION", "soon"), "--no-push"))
                .containsExactly("the environment variable SNAPSHOT_TIMEOUT_DURATION is wrong: \"soon\" is not a"
                        + " duration: write 336h, 30m or 1h30m");
        assertThat(problems(Map.of("SNAPSHOT_TIMEOUT_DURATION", "0s"), "--no-push"))
                .containsExactly(
                        "the environment variable SNAPSHOT_TIMEOUT_DURATION must be longer than nothing, not \"0s\"");
    }

    @Test
    void reproducibleMeansAFixedTime() {
        assertThat(request(Map.of(), "--no-push", "--reproducible").layers().sourceDate())
                .contains(Instant.EPOCH);
    }

    @Test
    void theSourceDateOfTheEnvironmentIsABuildArgument() {
        Map<String, String> environment = Map.of("SOURCE_DATE_EPOCH", "context");
        assertThat(request(environment, "--no-push").input().buildArguments())
                .containsExactly(Map.entry("SOURCE_DATE_EPOCH", "context"));
        assertThat(request(environment, "--no-push", "--build-arg=SOURCE_DATE_EPOCH=5")
                        .input()
                        .buildArguments())
                .containsExactly(Map.entry("SOURCE_DATE_EPOCH", "5"));
    }

    @Test
    void zstdDecidesForOciAndAgainstArchives() {
        assertThat(request(Map.of(), "--no-push", "--compression=zstd").output().imageFormat())
                .contains("oci");
        assertThat(problems(Map.of(), "--no-push", "--compression=zstd", "--tar-path=x"))
                .containsExactly(
                        "--tar-path writes Docker's archive format and cannot be used with --compression=zstd");
        assertThat(problems(Map.of(), "--no-push", "--compression=lz4", "--compression-level=12"))
                .containsExactly(
                        "invalid argument for --compression: \"lz4\" is not one of gzip, zstd",
                        "invalid argument for --compression-level: at most 9, not 12");
    }

    @Test
    void levelsAreTakenAsTheyAreGiven() {
        for (int level : new int[] {-1, 0, 1, 22}) {
            assertThat(request(Map.of(), "--no-push", "--compression=zstd", "--compression-level=" + level)
                            .layers()
                            .compressionLevel())
                    .isEqualTo(level);
        }
        assertThat(problems(Map.of(), "--no-push", "--compression-level=-2"))
                .containsExactly("invalid argument for --compression-level: at least 0, or -1 for the default, not -2");
        assertThat(problems(Map.of(), "--no-push", "--compression=zstd", "--compression-level=23"))
                .containsExactly("invalid argument for --compression-level: at most 22, not 23");
    }

    @Test
    void entitlementsAreAllowedByName() {
        assertThat(request(Map.of(), "--no-push", "--allow=network.host,security.insecure", "--allow=network.host")
                        .run()
                        .allowed())
                .containsExactlyInAnyOrder(Entitlement.NETWORK_HOST, Entitlement.SECURITY_INSECURE);
        assertThat(problems(Map.of(), "--no-push", "--allow=all,device=vendor.com/gpu"))
                .containsExactly(
                        "invalid argument for --allow: \"all\" is not one of network.host, security.insecure",
                        "--allow device=vendor.com/gpu is not possible: RUN --device is not supported");
    }

    @Test
    void pathsAreRelativeToTheWorkingDirectory() {
        BuildRequest request = request(Map.of(), "--no-push", "--tar-path=x.tar", "--oci-layout-path=/abs", "--jobs=3");

        assertThat(request.output().tarPath()).contains(directory.resolve("x.tar"));
        assertThat(request.output().ociLayoutPath()).contains(Path.of("/abs"));
        assertThat(request.run().parallelStages()).isEqualTo(3);
    }

    private BuildRequest request(Map<String, String> environment, String... words) {
        return BuildRequests.from(CommandWords.read(List.of(words)), environment, directory);
    }

    private List<String> problems(Map<String, String> environment, String... words) {
        return catchThrowableOfType(UsageException.class, () -> request(environment, words))
                .problems();
    }

    @Test
    void annotationsMayNameTheirTypeAndPlatform() {
        assertThat(request(
                                Map.of(),
                                "--no-push",
                                "--custom-platform=linux/arm64",
                                "--annotation=a=1",
                                "--annotation=manifest:b=2",
                                "--annotation=manifest[linux/arm64]:c=3",
                                "--annotation=other:d=4")
                        .output()
                        .annotations())
                .containsExactly(
                        Map.entry("a", "1"), Map.entry("b", "2"), Map.entry("c", "3"), Map.entry("other:d", "4"));
        assertThat(problems(
                        Map.of(),
                        "--no-push",
                        "--custom-platform=linux/arm64",
                        "--image-format=docker",
                        "--annotation=index,manifest:a=1",
                        "--annotation=manifest[linux/amd64]:b=2"))
                .containsExactly(
                        "--annotation needs --image-format=oci: Docker's manifests have no place for annotations",
                        "invalid argument for --annotation index,manifest:a: one image is made and no index, so there"
                                + " is only the manifest to annotate; write manifest:a",
                        "invalid argument for --annotation manifest[linux/amd64]:b: an image for linux/arm64 is made");
    }
}
