package io.kaniko.core.variables;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.oci.Platform;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class BuildScopeTest {

    private static final WordExpander WORDS = new WordExpander('\\');

    private static GlobalScope global(Map<String, String> buildArguments) {
        return GlobalScope.of(buildArguments, Platform.parse("linux/amd64"), Platform.parse("linux/arm/v6"), "final");
    }

    private static BuildScope stage(GlobalScope global, String... environment) {
        SequencedMap<String, String> image = new LinkedHashMap<>();
        for (int index = 0; index < environment.length; index += 2) {
            image.put(environment[index], environment[index + 1]);
        }
        return BuildScope.ofImage(global, image);
    }

    private static String value(BuildScope scope, String name) {
        return scope.forExpansion().find(name).orElse("unset");
    }

    @Test
    void buildArgumentWinsEvenWhenEmpty() {
        BuildScope scope = stage(global(Map.of("n", ""))).arg("n", Optional.of("default"), WORDS);
        assertThat(value(scope, "n")).isEmpty();
    }

    @Test
    void undeclaredBuildArgumentDoesNothing() {
        assertThat(value(stage(global(Map.of("n", "1"))), "n")).isEqualTo("unset");
    }

    @Test
    void argumentWithoutAnyValueIsUnset() {
        BuildScope scope = stage(global(Map.of())).arg("n", Optional.empty(), WORDS);
        assertThat(scope.runEnvironment()).isEmpty();
        assertThat(scope.historyArguments()).containsExactly("|1", "n=");
    }

    @Test
    void argumentWithoutValueImportsTheGlobalOne() {
        GlobalScope global = global(Map.of()).arg("n", Optional.of("global"), WORDS);
        assertThat(value(stage(global), "n")).isEqualTo("unset");
        assertThat(value(stage(global).arg("n", Optional.empty(), WORDS), "n")).isEqualTo("global");
        assertThat(value(stage(global).arg("n", Optional.of("own"), WORDS), "n"))
                .isEqualTo("own");
    }

    @Test
    void whateverComesLastWins() {
        BuildScope scope = stage(global(Map.of("v", "9"))).arg("v", Optional.empty(), WORDS);
        assertThat(value(scope.env("v", "2"), "v")).isEqualTo("2");
        assertThat(value(scope.env("v", "2").arg("v", Optional.of("3"), WORDS), "v"))
                .isEqualTo("9");
    }

    @Test
    void defaultsSeeWhatCameBefore() {
        BuildScope scope = stage(global(Map.of()))
                .arg("a", Optional.of("1"), WORDS)
                .arg("b", Optional.of("${a}2"), WORDS)
                .arg("a", Optional.of("$a$b"), WORDS);
        assertThat(value(scope, "a")).isEqualTo("112");
        assertThat(scope.historyArguments()).containsExactly("|2", "a=112", "b=12");
    }

    @Test
    void platformArgumentsAreThereOnceDeclared() {
        BuildScope scope = stage(global(Map.of("TARGETOS", "plan9")));
        for (String name :
                new String[] {"BUILDPLATFORM", "TARGETPLATFORM", "TARGETOS", "TARGETVARIANT", "TARGETSTAGE"}) {
            assertThat(value(scope, name)).isEqualTo("unset");
            scope = scope.arg(name, Optional.empty(), WORDS);
        }
        assertThat(scope.historyArguments())
                .containsExactly(
                        "|5",
                        "BUILDPLATFORM=linux/amd64",
                        "TARGETPLATFORM=linux/arm/v6",
                        "TARGETOS=plan9",
                        "TARGETVARIANT=v6",
                        "TARGETSTAGE=final");
    }

    @Test
    void proxiesReachOnlyTheEnvironmentInBothSpellings() {
        BuildScope scope = stage(global(Map.of("http_proxy", "http://proxy")));
        assertThat(scope.runEnvironment())
                .containsEntry("http_proxy", "http://proxy")
                .containsEntry("HTTP_PROXY", "http://proxy");
        assertThat(value(scope, "http_proxy")).isEqualTo("unset");
        assertThat(scope.historyArguments()).isEmpty();
    }

    @Test
    void stageOnAStageInheritsArgumentsButTheImageHasItsEnvironmentBack() {
        BuildScope parent = stage(global(Map.of()), "v", "1")
                .env("v", "2")
                .arg("v", Optional.of("3"), WORDS)
                .arg("w", Optional.of("4"), WORDS);
        SequencedMap<String, String> image = new LinkedHashMap<>(Map.of("v", "2"));
        BuildScope child = parent.inherited(image);
        assertThat(value(child, "v")).isEqualTo("2");
        assertThat(value(child, "w")).isEqualTo("4");
        assertThat(child.historyArguments()).containsExactly("|2", "v=2", "w=4");
    }

    @Test
    void scopesAreValues() {
        BuildScope before = stage(global(Map.of()));
        before.env("a", "1").arg("b", Optional.of("2"), WORDS);
        assertThat(before.runEnvironment()).isEmpty();
    }
}
