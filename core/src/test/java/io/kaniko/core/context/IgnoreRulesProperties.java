package io.kaniko.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds for all rules, found out with made-up ones. */
final class IgnoreRulesProperties {

    /** A walk that does not enter a directory must not miss a file that somebody wants. */
    @Property(tries = 5000)
    void aPrunedDirectoryHoldsNothingThatIsWanted(
            @ForAll("rules") List<String> patterns, @ForAll("paths") String directory, @ForAll("paths") String below) {
        IgnoreRules rules = IgnoreRules.ofPatterns(patterns);
        if (rules.ignoresTree(directory)) {
            assertThat(rules.ignores(directory + "/" + below)).isTrue();
        }
    }

    @Property
    void withoutExceptionsADirectoryTakesEverythingWithIt(
            @ForAll("patterns") String pattern, @ForAll("paths") String directory, @ForAll("paths") String below) {
        IgnoreRules rules = IgnoreRules.ofPatterns(List.of(pattern));
        if (rules.ignores(directory)) {
            assertThat(rules.ignores(directory + "/" + below)).isTrue();
            assertThat(rules.ignoresTree(directory)).isTrue();
        }
    }

    @Property
    void theOrderOfQuestionsDoesNotMatter(
            @ForAll("rules") List<String> patterns, @ForAll("listsOfPaths") List<String> paths) {
        IgnoreRules asked = IgnoreRules.ofPatterns(patterns);
        for (String path : paths) {
            assertThat(asked.ignores(path))
                    .isEqualTo(IgnoreRules.ofPatterns(patterns).ignores(path));
        }
    }

    /** Where there is no {@code **} and nothing odd, an ignore pattern is a path pattern for a path or one above it. */
    @Property
    void agreesWithPathPatterns(@ForAll("plainPatterns") String pattern, @ForAll("paths") String path) {
        boolean matched = PathPattern.matches(CleanPath.of(pattern), path);
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            matched |= PathPattern.matches(CleanPath.of(pattern), path.substring(0, slash));
        }
        assertThat(IgnoreRules.ofPatterns(List.of(pattern)).ignores(path)).isEqualTo(matched);
    }

    @Property
    void anyTextCanBeRead(@ForAll String text) {
        IgnoreRules rules = IgnoreRules.parse(text);
        if (rules.problem().isEmpty()) {
            rules.ignores("some/path");
            rules.ignoresTree("some");
        }
    }

    @Property(tries = 2000)
    void anyPatternAnswersOrIsRefused(@ForAll("strangePatterns") String pattern, @ForAll("strangePaths") String path) {
        try {
            IgnoreRules rules = IgnoreRules.ofPatterns(List.of("*", pattern));
            rules.ignores(path);
            rules.ignoresTree(path);
            PathPattern.matches(pattern, path);
        } catch (BadPatternException refused) {
            assertThat(refused.remedy()).isPresent();
        }
    }

    @Provide
    Arbitrary<String> strangePatterns() {
        return Arbitraries.of(
                        "a",
                        "b",
                        "*",
                        "**",
                        "?",
                        "/",
                        "/",
                        "[",
                        "]",
                        "[^",
                        "[a-",
                        "-",
                        "^",
                        "!",
                        "\\",
                        "\\d",
                        "\\p",
                        "[:",
                        ":]",
                        "[[:alpha:]]",
                        "[:^",
                        "&&",
                        "{2}",
                        "(",
                        ")",
                        "|",
                        "$",
                        "+",
                        ".",
                        "..",
                        "\u0000",
                        "\n",
                        "é",
                        "\uD83D",
                        "\uDC80",
                        " ")
                .list()
                .ofMaxSize(12)
                .map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<String> strangePaths() {
        return Arbitraries.of("a", "b", "/", "[", "]", "\\", "é", "\uD83D", "\uDC80", "\n", ":", "-", "&", "1", " ")
                .list()
                .ofMinSize(1)
                .ofMaxSize(30)
                .map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<List<String>> rules() {
        Arbitrary<String> line = Arbitraries.frequencyOf(
                Tuple.of(2, patterns()), Tuple.of(1, patterns().map(pattern -> "!" + pattern)));
        return line.list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of("a", "b", "*", "?", "**", "a*", "**b", "[ab]", "[^a]", "\\a", "^a", "ab")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(names -> String.join("/", names));
    }

    @Provide
    Arbitrary<String> plainPatterns() {
        return Arbitraries.of("a", "b", "*", "?", "a*", "*b", "[ab]", "a\\.b", "ab", ".", "a.b")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(names -> String.join("/", names));
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("a", "b", "ab", "^a", "a.b")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(names -> String.join("/", names));
    }

    @Provide
    Arbitrary<List<String>> listsOfPaths() {
        return paths().list().ofMaxSize(10);
    }
}
