package io.kaniko.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.dockerfile.DockerfileParser;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.variables.GlobalScope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LinterTest {

    private static final Platform AMD64 = Platform.parse("linux/amd64");

    private static Dockerfile parse(String text) {
        return DockerfileParser.parse("Dockerfile", text.getBytes(StandardCharsets.UTF_8));
    }

    private static LintContext context(Map<String, String> buildArguments, Optional<String> override) {
        return new LintContext(
                GlobalScope.of(buildArguments, AMD64, AMD64, "default"),
                GlobalScope.of(Map.of(), AMD64, AMD64, "default"),
                AMD64,
                (image, platform) -> switch (image) {
                    case "arm" ->
                        Optional.of(new LintContext.BaseImage(
                                Set.of("PATH"), false, Optional.of(Platform.parse("linux/arm64"))));
                    case "shell" ->
                        Optional.of(new LintContext.BaseImage(Set.of("PATH", "FROM_BASE"), true, Optional.of(AMD64)));
                    case "unreadable" -> Optional.empty();
                    default -> Optional.of(new LintContext.BaseImage(Set.of("PATH"), false, Optional.of(platform)));
                },
                stage -> true,
                path -> path.equals("hidden/file"),
                override);
    }

    private static List<String> check(String text) {
        return check(text, context(Map.of(), Optional.empty()));
    }

    private static List<String> check(String text, LintContext context) {
        return Linter.check(parse(text), context).warnings().stream()
                .map(warning ->
                        warning.range().firstLine() + " " + warning.rule().title() + ": " + warning.message())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "FROM a AS B|2 StageNameCasing: Stage name 'B' should be lowercase",
                "FROM a as b|2 FromAsCasing: 'as' and 'FROM' keywords' casing do not match",
                "FROM a AS context|2 ReservedStageName: Stage name should not use the same name as reserved stage"
                        + " \"context\"",
                "FROM a AS first|2 DuplicateStageName: Duplicate stage name \"first\", stage names should be unique",
                "run x|2 ConsistentInstructionCasing: Command 'run' should match the case of the command majority"
                        + " (uppercase)",
                "CMD x|2 JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended behavior related"
                        + " to OS signals",
                "MAINTAINER x|2 MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label",
                "WORKDIR x|2 WorkdirRelativePath: Relative workdir \"x\" can have unexpected results if the base image"
                        + " changes",
                "RUN --mount=type=cache,target=$nope x|2 UndefinedVar: Usage of undefined variable '$nope'",
                "COPY $PAHT /x|2 UndefinedVar: Usage of undefined variable '$PAHT' (did you mean $PATH?)",
                "ENV a b|2 LegacyKeyValueFormat: \"ENV key=value\" should be used instead of legacy \"ENV key value\""
                        + " format",
                "ARG API_KEY|2 SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data"
                        + " (ARG \"API_KEY\")",
                "FROM arm|2 InvalidBaseImagePlatform: Base image arm was pulled with platform \"linux/arm64\", expected"
                        + " \"linux/amd64\" for current build",
                "FROM --platform=$TARGETPLATFORM a|2 RedundantTargetPlatform: Setting platform to predefined"
                        + " $TARGETPLATFORM in FROM is redundant as this is the default behavior",
                "FROM --platform=linux/arm64 a|2 FromPlatformFlagConstDisallowed: FROM --platform flag should not use"
                        + " constant value \"linux/arm64\"",
                "FROM a$TARGETARHC|2 UndefinedArgInFrom: FROM argument 'TARGETARHC' is not declared (did you mean"
                        + " TARGETARCH?)",
                "ADD ./hidden/file /|2 CopyIgnoredFile: Attempting to Add file \"./hidden/file\" that is excluded by"
                        + " .dockerignore",
                "EXPOSE 80/TCP|2 ExposeProtoCasing: Defined protocol '80/TCP' in EXPOSE instruction should be"
                        + " lowercase",
                "EXPOSE 127.0.0.1:80:80|2 ExposeInvalidFormat: EXPOSE instruction should not define an IP address or"
                        + " host-port mapping, found '127.0.0.1:80:80'",
            })
    void warns(String line, String warning) {
        assertThat(check("FROM scratch AS first\n" + line + "\n")).containsExactly(warning);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "FROM --platform=$BUILDPLATFORM a",
                "FROM --platform=linux/arm64 a AS build-arm64",
                "FROM first",
                "WORKDIR /x",
                "ARG PUBLIC_KEY TOKEN_FILE keyboard",
                "COPY --from=first hidden/file /",
                "ONBUILD COPY $later /x",
                "RUN echo $anything",
                "HEALTHCHECK CMD $anything",
            })
    void isContentWith(String line) {
        assertThat(check("FROM scratch AS first\n" + line + "\n")).isEmpty();
    }

    @Test
    void defaultsMustMakeAnImage() {
        LintContext context = context(Map.of("BASE", "alpine"), Optional.empty());
        assertThat(check("ARG BASE\nFROM $BASE\n", context))
                .containsExactly("2 InvalidDefaultArgInFrom: Default value for ARG $BASE results in empty or invalid"
                        + " base image name");
        assertThat(check("ARG BASE=alpine\nFROM $BASE\n", context)).isEmpty();
    }

    @Test
    void overriddenInstructionsAreNamedOnceEach() {
        assertThat(check("FROM x\nCMD [\"a\"]\nCMD [\"b\"]\nCMD [\"c\"]\nFROM x\nCMD [\"d\"]\n"))
                .containsExactly(
                        "2 MultipleInstructionsDisallowed: Multiple CMD instructions should not be used in the same"
                                + " stage because only the last one will be used",
                        "3 MultipleInstructionsDisallowed: Multiple CMD instructions should not be used in the same"
                                + " stage because only the last one will be used");
    }

    @Test
    void emptyContinuationIsReportedWhereTheInstructionEnds() {
        assertThat(check("FROM x\nRUN a \\\n\n  b\n"))
                .containsExactly("4 NoEmptyContinuation: Empty continuation line");
    }

    @Test
    void stagesInheritWhatTheirBaseHas() {
        assertThat(check("FROM x AS a\n"
                        + "WORKDIR /w\n"
                        + "ARG v=1\n"
                        + "ENV e=1\n"
                        + "SHELL [\"s\"]\n"
                        + "FROM a\n"
                        + "WORKDIR r\n"
                        + "CMD $v\n"
                        + "USER $v$e\n"))
                .isEmpty();
        assertThat(check("FROM shell\nCMD x\nUSER $FROM_BASE\n")).isEmpty();
    }

    @Test
    void argumentsWithoutValueAreDefined() {
        assertThat(check("FROM x\nARG v\nUSER $v\n")).isEmpty();
    }

    @Test
    void heredocsAreWords() {
        assertThat(check("FROM x\nCOPY <<EOF <<'RAW' /d/\n'$nope'\nEOF\n$raw\nRAW\n"))
                .containsExactly("2 UndefinedVar: Usage of undefined variable '$nope'");
    }

    @Test
    void descriptionsAreCheckedOnlyWhereAskedFor() {
        String text = "# wrong\nARG foo=1\n# base is the base\nFROM x AS base\n# wrong\nFROM x\n# wrong\nARG a b\n";
        assertThat(check(text)).isEmpty();
        assertThat(check("# check=experimental=all\n" + text))
                .containsExactly(
                        "3 InvalidDefinitionDescription: Comment for ARG should follow the format: `# foo"
                                + " <description>`",
                        "9 InvalidDefinitionDescription: Comment for ARG should follow the format: `# <arg_key>"
                                + " <description>`");
    }

    @Test
    void rulesCanBeSkipped() {
        String text = "FROM x as a\nCMD y\n";
        assertThat(check("# check=skip=FromAsCasing, JSONArgsRecommended\n" + text))
                .isEmpty();
        assertThat(check("#check=SKIP=x;skip=all;error=true\n" + text)).isEmpty();
        assertThat(check("# check=skip=fromascasing\n" + text)).hasSize(1);
        assertThat(check("FROM x as a\n# check=skip=JSONArgsRecommended\nCMD y\n"))
                .hasSize(1);
    }

    @Test
    void buildArgumentReplacesTheDirective() {
        LintContext context = context(Map.of(), Optional.of("skip=FromAsCasing;error=true"));
        Dockerfile dockerfile = parse("# check=skip=JSONArgsRecommended\nFROM x as a\nCMD y\n");
        assertThat(Linter.check(dockerfile, context).warnings())
                .extracting(LintWarning::rule)
                .containsExactly(LintRule.JSON_ARGS_RECOMMENDED);
        assertThat(Linter.directive(dockerfile, context).error()).isTrue();
    }

    @Test
    void malformedWordsAreTheBuildsError() {
        assertThat(check("FROM x\nENV a=\"\nUSER $nope\n"))
                .containsExactly("3 UndefinedVar: Usage of undefined variable '$nope'");
        assertThat(Linter.check(
                                parse("FROM x\nENV a=\"\nUSER b\nLABEL c=${d!e}\n"),
                                context(Map.of(), Optional.empty()))
                        .failures())
                .extracting(failure -> failure.range().firstLine())
                .containsExactly(2, 4);
    }

    @Test
    void saysNothingAboutVariablesOfABaseThatIsNotKnown() {
        assertThat(check("FROM unreadable\nUSER $MAYBE\nENV a=${b:?}\n")).isEmpty();
        assertThat(check("FROM unreadable AS a\nFROM a\nUSER $MAYBE\n")).isEmpty();
        assertThat(check("FROM scratch\nUSER $NOT\n")).hasSize(1);
    }

    @Test
    void ofStagesThatAreNotBuiltOnlyTheTextCounts() {
        LintContext all = context(Map.of(), Optional.empty());
        LintContext second = new LintContext(
                all.scope(),
                all.defaults(),
                all.platform(),
                all.bases(),
                stage -> stage == 1,
                all.ignored(),
                all.override());
        String stages = "FROM arm\nCMD $x\nARG TOKEN\nMAINTAINER m\nENV a b\nFROM arm as b\nCMD y\n";
        assertThat(check(stages, second))
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .containsExactly(
                        "4 MaintainerDeprecated",
                        "5 LegacyKeyValueFormat",
                        "6 FromAsCasing",
                        "6 InvalidBaseImagePlatform",
                        "7 JSONArgsRecommended");
    }

    @ParameterizedTest
    @EnumSource(LintRule.class)
    void everyRuleHasAPage(LintRule rule) {
        assertThat(rule.url()).matches("https://docs\\.docker\\.com/go/dockerfile/rule/[a-z]+(-[a-z]+)*/");
        assertThat(rule.title().toLowerCase(java.util.Locale.ROOT))
                .isEqualTo(rule.name().replace("_", "").toLowerCase(java.util.Locale.ROOT));
    }
}
