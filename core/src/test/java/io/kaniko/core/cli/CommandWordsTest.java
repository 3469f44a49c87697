package io.kaniko.core.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandWordsTest {

    @Test
    void aBooleanNeverTakesTheNextWord() {
        assertThat(problems("--no-push", "false")).containsExactly("unknown command \"false\" for \"executor\"");
    }

    @Test
    void booleansAreReadAsGoReadsThem() {
        assertThat(read("--no-push").output.noPush).isTrue();
        assertThat(read("--no-push=true").output.noPush).isTrue();
        assertThat(read("--no-push=T").output.noPush).isTrue();
        assertThat(read("--ignore-var-run=false").layers.ignoreVarRun).isFalse();
        assertThat(read("--cache-run-layers=0").layers.cacheRunLayers).isFalse();
        assertThat(read("--no-push", "--no-push=false").output.noPush).isFalse();
        assertThat(problems("--no-push=yes"))
                .containsExactly("invalid argument for --no-push: \"yes\" is not true or false");
    }

    @Test
    void everyOtherFlagTakesTheNextWordWhateverItIs() {
        assertThat(read("--label", "--no-push").input.labels).containsExactly("--no-push");
        assertThat(read("-d", "a/b").output.destinations).containsExactly("a/b");
        assertThat(read("-d=a/b", "--destination=c", "-de/f").output.destinations)
                .containsExactly("a/b", "c", "e/f");
    }

    @Test
    void valuesKeepEqualsSignsCommasQuotesAndDollars() {
        ExecutorCommand flags = read(
                "--build-arg=A=b=c", "--build-arg", "B=x,y", "--label=a=\"q\"", "--build-arg=C=${D} @x", "--label=x=");

        assertThat(flags.input.buildArguments).containsExactly("A=b=c", "B=x,y", "C=${D} @x");
        assertThat(flags.input.labels).containsExactly("a=\"q\"", "x=");
    }

    @Test
    void onlyTargetSplitsAtCommas() {
        ExecutorCommand flags = read("--target=a,b", "--target", "c", "--registry-mirror=x,y", "--git=branch=a,b=c");

        assertThat(flags.input.targets).containsExactly("a", "b", "c");
        assertThat(flags.registry.registryMirrors).containsExactly("x,y");
        assertThat(flags.input.git).containsExactly("branch=a,b=c");
    }

    @Test
    void emptyValuesAreValues() {
        ExecutorCommand flags = read("--context=", "--credential-helpers=", "--dockerfile", "x");

        assertThat(flags.input.context).isEmpty();
        assertThat(flags.registry.credentialHelpers).containsExactly("");
        assertThat(read().registry.credentialHelpers).isNull();
    }

    @Test
    void theLastOfASingleFlagCounts() {
        assertThat(read("-f", "a", "--dockerfile=b").input.dockerfile).isEqualTo("b");
    }

    @Test
    void oldSpellingsMeanTheSameAndAreTold() {
        CommandWords words = CommandWords.read(List.of(
                "--snapshotMode=time",
                "--tarPath",
                "x.tar",
                "--customPlatform=linux/arm64",
                "--whitelist-var-run=false"));

        assertThat(words.executor().layers.snapshotMode).isEqualTo("time");
        assertThat(words.executor().output.tarPath).isEqualTo("x.tar");
        assertThat(words.executor().input.platform).isEqualTo("linux/arm64");
        assertThat(words.executor().layers.ignoreVarRun).isFalse();
        assertThat(words.deprecated())
                .extracting(CommandWords.Alias::old)
                .containsExactly("--snapshotMode", "--customPlatform", "--tarPath", "--whitelist-var-run");
        assertThat(CommandWords.read(List.of("--snapshot-mode=time")).deprecated())
                .isEmpty();
    }

    @Test
    void durationsAreGos() {
        assertThat(read("--cache-ttl=6h").layers.cacheTtl).isEqualTo(Duration.ofHours(6));
        assertThat(read("--cache-ttl", "1h30m1.5s").layers.cacheTtl).isEqualTo(Duration.ofMillis(5401500));
        assertThat(problems("--cache-ttl=14d"))
                .containsExactly(
                        "invalid argument for --cache-ttl: \"14d\" is not a duration: write 336h, 30m or 1h30m");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        assertThat(problems(
                        "--noPush",
                        "--destinaton=x",
                        "--frobnicate",
                        "y",
                        "--push-retry=many",
                        "--log-format=xml",
                        "-c"))
                .containsExactlyInAnyOrder(
                        "unknown flag: --noPush (did you mean --no-push?)",
                        "unknown flag: --destinaton (did you mean --destination?)",
                        "unknown flag: --frobnicate",
                        "invalid argument for --push-retry: \"many\" is not a number",
                        "invalid argument for --log-format: \"xml\" is not one of text, color, json",
                        "flag needs an argument: --context");
    }

    @Test
    void verbosityHasSevenWords() {
        for (String word : List.of("panic", "fatal", "error", "warn", "info", "debug", "trace")) {
            assertThat(read("-v", word).log.verbosity.name()).isEqualToIgnoringCase(word);
        }
        assertThat(problems("--verbosity=loud"))
                .containsExactly("invalid argument for --verbosity: \"loud\" is not one of"
                        + " panic, fatal, error, warn, info, debug, trace");
    }

    @Test
    void subCommandsHaveTheirOwnFlags() {
        CommandWords words = CommandWords.read(List.of("plugins", "list", "--format", "json", "--plugins-dir=/x"));

        assertThat(words.path()).containsExactly("plugins", "list");
        assertThat(((ExecutorCommand.PluginsList) words.command()).format).isEqualTo("json");
        assertThat(problems("frobnicate")).containsExactly("unknown command \"frobnicate\" for \"executor\"");
    }

    private static ExecutorCommand read(String... words) {
        return CommandWords.read(List.of(words)).executor();
    }

    private static List<String> problems(String... words) {
        return catchThrowableOfType(UsageException.class, () -> CommandWords.read(List.of(words)))
                .problems();
    }
}
