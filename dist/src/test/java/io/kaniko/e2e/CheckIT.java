package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code --check}, {@code --dryrun}, and the checks before a build. */
@ExtendWith(WorkbenchSupply.class)
class CheckIT {

    private static final Pattern FOUND = Pattern.compile("WARNING: (\\w+) - https://\\S+\n(.*)\n[^\n]*:(\\d+)\n");

    private static Finished check(Workbench bench, ContextDirectory context, String... more) {
        List<String> words = new ArrayList<>(List.of("--check", "--context=" + context));
        words.addAll(List.of(more));
        return bench.executor().run(words.toArray(String[]::new));
    }

    /** Rule, line and text of each warning. */
    private static List<String> warnings(Workbench bench, String dockerfile, String... more) throws IOException {
        ContextDirectory context =
                bench.context().file(".dockerignore", "hidden\n").dockerfile(dockerfile);
        Finished checked = check(bench, context, more);
        List<String> found = FOUND.matcher(checked.output())
                .results()
                .map((MatchResult match) -> match.group(3) + " " + match.group(1) + ": " + match.group(2))
                .toList();
        assertThat(checked.exitCode()).as(checked.toString()).isEqualTo(found.isEmpty() ? 0 : 1);
        return found;
    }

    @Test
    void printsAsDockerDoes(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().dockerfile("FROM scratch\nLABEL a=b\nLABEL c \\\n  d\nCMD x\n");
        Finished checked = check(bench, context).exited(1);
        assertThat(checked.output()).isEqualTo("""
            Check complete, 2 warnings have been found!

            WARNING: LegacyKeyValueFormat - https://docs.docker.com/go/dockerfile/rule/legacy-key-value-format/
            "LABEL key=value" should be used instead of legacy "LABEL key value" format
            Dockerfile:3
            --------------------
               2 |     LABEL a=b
               3 | >>> LABEL c \\
               4 | >>>   d
               5 |     CMD x
            --------------------

            WARNING: JSONArgsRecommended - https://docs.docker.com/go/dockerfile/rule/json-args-recommended/
            JSON arguments recommended for CMD to prevent unintended behavior related to OS signals
            Dockerfile:5
            --------------------
               3 |     LABEL c \\
               4 |       d
               5 | >>> CMD x
            --------------------
            """);
        assertThat(checked.errors()).isEmpty();
    }

    @Test
    void everyRuleOfTheTextFires(Workbench bench) throws Exception {
        assertThat(warnings(bench, """
            ARG UNSET
            FROM scratch as Build
            FROM scratch AS context
            FROM scratch AS scratch
            WORKDIR a
            MAINTAINER x
            ENV API_KEY=1
            ENV old style
            RUN a \\

              b
            CMD one
            CMD ["two"]
            EXPOSE 80/TCP
            EXPOSE 127.0.0.1:81:81
            COPY hidden /
            USER $HOMEE
            FROM scratch$UNDECLARED AS c
            FROM --platform=$TARGETPLATFORM scratch AS d
            FROM --platform=linux/amd64 scratch
            """, "--target=scratch"))
                .containsExactly(
                        "2 StageNameCasing: Stage name 'Build' should be lowercase",
                        "2 FromAsCasing: 'as' and 'FROM' keywords' casing do not match",
                        "3 ReservedStageName: Stage name should not use the same name as reserved stage \"context\"",
                        "4 ReservedStageName: Stage name should not use the same name as reserved stage \"scratch\"",
                        "5 WorkdirRelativePath: Relative workdir \"a\" can have unexpected results if the base image"
                                + " changes",
                        "6 MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label",
                        "7 SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ENV"
                                + " \"API_KEY\")",
                        "8 LegacyKeyValueFormat: \"ENV key=value\" should be used instead of legacy \"ENV key value\""
                                + " format",
                        "11 NoEmptyContinuation: Empty continuation line",
                        "12 JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended behavior"
                                + " related to OS signals",
                        "12 MultipleInstructionsDisallowed: Multiple CMD instructions should not be used in the same"
                                + " stage because only the last one will be used",
                        "14 ExposeProtoCasing: Defined protocol '80/TCP' in EXPOSE instruction should be lowercase",
                        "15 ExposeInvalidFormat: EXPOSE instruction should not define an IP address or host-port"
                                + " mapping, found '127.0.0.1:81:81'",
                        "16 CopyIgnoredFile: Attempting to Copy file \"hidden\" that is excluded by .dockerignore",
                        "17 UndefinedVar: Usage of undefined variable '$HOMEE'",
                        "18 UndefinedArgInFrom: FROM argument 'UNDECLARED' is not declared",
                        "19 RedundantTargetPlatform: Setting platform to predefined $TARGETPLATFORM in FROM is"
                                + " redundant as this is the default behavior",
                        "20 FromPlatformFlagConstDisallowed: FROM --platform flag should not use constant value"
                                + " \"linux/amd64\"");
        assertThat(warnings(bench, "FROM scratch AS a\nFROM scratch AS a\nrun x\n", "--target=a"))
                .containsExactly(
                        "2 DuplicateStageName: Duplicate stage name \"a\", stage names should be unique",
                        "3 ConsistentInstructionCasing: Command 'run' should match the case of the command majority"
                                + " (uppercase)");
        assertThat(warnings(bench, "ARG BASE\nFROM ${BASE}\n", "--build-arg=BASE=scratch"))
                .containsExactly("2 InvalidDefaultArgInFrom: Default value for ARG ${BASE} results in empty or invalid"
                        + " base image name");
        String described = "# wrong\nARG x\nFROM scratch\nARG x\n";
        assertThat(warnings(bench, described)).isEmpty();
        assertThat(warnings(bench, "# check=experimental=all\n" + described))
                .containsExactly("3 InvalidDefinitionDescription: Comment for ARG should follow the format: `# x"
                        + " <description>`");
    }

    @Test
    void baseImagesAreReadForTheirPlatformAndVariables(Workbench bench) throws Exception {
        String base = bench.registry().reference("other/machine:1");
        bench.executor()
                .run(
                        "--context="
                                + bench.context().dockerfile("FROM scratch\nENV SET=1\nSHELL [\"/s\"]\nLABEL a=b\n"),
                        "--destination=" + base,
                        "--custom-platform=linux/arm64")
                .succeeded();
        String dockerfile = "FROM " + base + "\nUSER $SET$NOT_SET\nCMD x\n";
        String message = "InvalidBaseImagePlatform: Base image " + base
                + " was pulled with platform \"linux/arm64\", expected \"linux/amd64\" for current build";
        assertThat(warnings(bench, dockerfile, "--custom-platform=linux/amd64"))
                .containsExactly("1 " + message, "2 UndefinedVar: Usage of undefined variable '$NOT_SET'");
        assertThat(warnings(bench, dockerfile, "--custom-platform=linux/arm64"))
                .containsExactly("2 UndefinedVar: Usage of undefined variable '$NOT_SET'");
        Finished built = bench.executor()
                .run(
                        "--context=" + bench.context().dockerfile(dockerfile),
                        "--no-push",
                        "--custom-platform=linux/amd64")
                .succeeded();
        assertThat(built.errors()).contains("Dockerfile:1: " + message).contains("Dockerfile:2: UndefinedVar");
    }

    @Test
    void aBaseThatCannotBeReadIsNoWarning(Workbench bench) throws Exception {
        String base = bench.registry().reference("never/pushed:1");
        Finished checked = check(bench, bench.context().dockerfile("FROM " + base + "\nUSER $MAYBE\n"))
                .succeeded();
        assertThat(checked.output()).isEqualTo("Check complete, no warnings found.\n");
        assertThat(checked.errors()).contains("Base image " + base + " could not be read, so its platform");
    }

    @Test
    void directivesChooseTheRules(Workbench bench) throws Exception {
        String dockerfile = "FROM scratch as a\nCMD x\n";
        assertThat(warnings(bench, dockerfile)).hasSize(2);
        assertThat(warnings(bench, "# check=skip=FromAsCasing,jsonargsrecommended\n" + dockerfile))
                .isEmpty();
        assertThat(warnings(bench, "# check=skip=all;error=true\n" + dockerfile))
                .isEmpty();
        assertThat(warnings(bench, dockerfile, "--build-arg=BUILDKIT_DOCKERFILE_CHECK=skip=FromAsCasing"))
                .hasSize(1);
        assertThat(warnings(bench, "FROM scratch as a\n# check=skip=JSONArgsRecommended\nCMD x\n"))
                .hasSize(1);

        ContextDirectory strict = bench.context().dockerfile("# check=error=true\n" + dockerfile);
        assertThat(bench.tryBuild(strict).exited(1).errors())
                .contains("Dockerfile:2: lint violation found for rule FromAsCasing")
                .contains("https://docs.docker.com/go/dockerfile/rule/from-as-casing/");
        assertThat(bench.tryBuild(
                                bench.context().dockerfile(dockerfile),
                                "--build-arg=BUILDKIT_DOCKERFILE_CHECK=error=true")
                        .exited(1)
                        .errors())
                .contains("lint violation found");
    }

    @Test
    void whatABuildWouldRefuseFailsTheCheck(Workbench bench) throws Exception {
        Finished later = check(bench, bench.context().dockerfile("FROM scratch as a\nCOPY --from=b x /\nFROM a AS b\n"))
                .exited(1);
        assertThat(later.output()).startsWith("Check complete, 1 warning has been found!");
        assertThat(later.errors())
                .startsWith("error checking the Dockerfile: Dockerfile:2: stage \"b\" needs to be defined before");
        Finished word = check(bench, bench.context().dockerfile("FROM scratch\nENV a=\"b\n"))
                .exited(1);
        assertThat(word.output()).doesNotContain("no warnings");
        assertThat(word.errors()).contains("Dockerfile:2: Cannot expand");
    }

    @Test
    void aDryRunAsksNoRegistryAndWritesNothing(Workbench bench) throws Exception {
        ContextDirectory context = bench.context().dockerfile("""
            FROM nowhere.invalid/base:1 AS build
            RUN make
            FROM scratch
            ARG VERSION
            COPY --from=build /out/app-$VERSION /app
            """);
        Path archive = bench.path("image.tar");
        Path digest = bench.path("digest");
        Finished planned = bench.executor()
                .run(
                        "--dryrun",
                        "--context=" + context,
                        "--build-arg=VERSION=7",
                        "--destination=nowhere.invalid/app:7",
                        "--tar-path=" + archive,
                        "--digest-file=" + digest)
                .succeeded();
        assertThat(planned.output())
                .contains("  begins with image nowhere.invalid/base:1")
                .contains("     5  COPY --from=build /out/app-7 /app\n")
                .endsWith("Image: stage 1\n"
                        + "  goes to     archive for docker load: " + archive + "\n"
                        + "  goes to     registry: nowhere.invalid/app:7\n");
        assertThat(planned.errors()).isEmpty();
        assertThat(archive).doesNotExist();
        assertThat(digest).doesNotExist();
    }
}
