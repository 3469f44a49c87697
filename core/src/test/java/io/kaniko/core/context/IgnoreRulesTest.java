package io.kaniko.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file's form, and which paths its patterns leave out. */
final class IgnoreRulesTest {

    @Test
    void readsLinesAsDockerDoes() {
        assertThat(IgnoreRules.lines("""
            \uFEFF# a comment
              spaces around \t
             # no comment
            /from/the/root
            ./a/../b//c/
            ! /not/this/
            !

            \u00A0nbsp\u00A0\r
            /
            ..
            """))
                .containsExactly(
                        "spaces around", "# no comment", "from/the/root", "b/c", "!not/this", "!", "nbsp", "/", "..");
    }

    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "a, a/b/c, true",
        "a, b/a, false",
        "a, ab, false",
        "a/b, a, false",
        "*, a/b, true",
        "*/b, x/b/c, true",
        "*/b, b, false",
        "?b, ab, true",
        "*.md, docs/x.md, false",
        "**/*.md, docs/x.md, true",
        "**/*.md, x.md, true",
        "**, any/thing, true",
        "a/**, a, false",
        "a/**, a/b, true",
        "a/**/d, a/d, true",
        "a/**/d, a/x/y/d/e, true",
        "**/a/b, x/y/a/b, true",
        "**/a/b, a/b, true",
        "**/a/b, xa/b, false",
        "**a, xa, true",
        "a**, ab/c, true",
        "[ab]c, bc, true",
        "[^a]c, bc, true",
        "a\\*b, a*b, true",
        "a\\*b, axb, false",
        "(a).{b}$, (a).{b}$, true",
        "a+*, aa, false",
        "a+*, a+b, true",
        "x?y, x😀y, true",
        "., a, false",
    })
    void matches(String pattern, String path, boolean expected) {
        assertThat(IgnoreRules.parse(pattern).ignores(path)).isEqualTo(expected);
    }

    @Test
    void theRootIsNeverIgnored() {
        assertThat(IgnoreRules.parse("**\n*\n.").ignores("")).isFalse();
    }

    @Test
    void theLastPatternDecides() {
        IgnoreRules rules = IgnoreRules.parse("*.md\n!README*.md\nREADME-secret.md");
        assertThat(rules.ignores("x.md")).isTrue();
        assertThat(rules.ignores("README.md")).isFalse();
        assertThat(rules.ignores("README-secret.md")).isTrue();
    }

    @Test
    void bringsBackWhatLiesBelowAnIgnoredDirectory() {
        IgnoreRules rules = IgnoreRules.parse("*\n!src/main\n**/*.class");
        assertThat(rules.hasExceptions()).isTrue();
        assertThat(rules.ignores("src")).isTrue();
        assertThat(rules.ignores("src/test/T.java")).isTrue();
        assertThat(rules.ignores("src/main/a/B.java")).isFalse();
        assertThat(rules.ignores("src/main/a/B.class")).isTrue();
    }

    /** BuildKit passes over "!a" for the directory, which nothing has ignored, and does not come back to it below. */
    @Test
    void anExceptionForADirectoryThatWasNotIgnoredDoesNotCountBelowIt() {
        assertThat(IgnoreRules.parse("a/b\n!a").ignores("a/b")).isTrue();
        assertThat(IgnoreRules.parse("a\n!a").ignores("a/b")).isFalse();
        assertThat(IgnoreRules.parse("a/b\n!a/b").ignores("a/b/c")).isFalse();
    }

    @Test
    void aLeadingSlashBelongsToTheFileOnly() {
        assertThat(IgnoreRules.parse("/a").ignores("a")).isTrue();
        assertThat(IgnoreRules.ofPatterns(List.of("/a")).ignores("a")).isFalse();
    }

    @Test
    void wildcardsInsideBracketsStayWildcardsAsInDocker() {
        assertThat(IgnoreRules.parse("a[*]b").ignores("a*b")).isFalse();
        assertThat(IgnoreRules.parse("a[.]b").ignores("a.b")).isTrue();
        assertThat(IgnoreRules.parse("a[[&]b").ignores("a&b")).isTrue();
        assertThat(IgnoreRules.parse("a[[&]b").ignores("a[b")).isTrue();
    }

    /** patternmatcher makes a regular expression of Go out of brackets, and Go's know these. */
    @ParameterizedTest
    @CsvSource({
        "[[:alpha:]]*, abc, true",
        "[[:alpha:]]*, 1bc, false",
        "x[[:digit:]a-c]y, xby, true",
        "x[[:digit:]_]y, x_y, true",
        "x[[:digit:]_]y, xay, false",
        "x[^[:space:]]y, x y, false",
        "x[^[:space:]]y, xay, true",
        "x[[:^upper:]]y, xAy, false",
        "x[[:^upper:]]y, xay, true",
        "x[[:word:]]y, x_y, true",
        "x[[:^word:]]y, x_y, false",
        "x[[:alpha]y, x:y, true",
        "x[[:alpha]y, xzy, false",
        "[[:alpha:]]*, é, false",
        "x\\dy*, x7yz, true",
        "\\pLx*, éxy, true",
    })
    void namedClassesAreThoseOfGo(String pattern, String path, boolean expected) {
        assertThat(IgnoreRules.parse(pattern).ignores(path)).isEqualTo(expected);
    }

    @Test
    void aPatternThatWouldTakeForeverIsRefused() {
        IgnoreRules rules = IgnoreRules.parse("*a".repeat(20) + "b");
        assertThat(rules.ignores("aaaaaaaaaaaaaaaaaaaab")).isTrue();
        Assertions.assertTimeout(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> rules.ignores("a".repeat(255)))
                        .isInstanceOf(BadPatternException.class)
                        .hasMessageContaining("too many wildcards"));
        assertThatThrownBy(() -> IgnoreRules.parse("?".repeat(100_000)).ignores("a"))
                .isInstanceOf(BadPatternException.class)
                .hasMessageContaining("longer than 4096 characters");
        assertThat(IgnoreRules.parse("?".repeat(4096)).ignores("a".repeat(4096)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]a]", "a[", "a\\", "!", "!/", "[-a]", "\\q*", "[[:nope:]]", "a\\pr"})
    void reportsABadPatternWhenAsked(String pattern) {
        IgnoreRules rules = IgnoreRules.parse(".dockerignore", "fine\n" + pattern);
        assertThatThrownBy(() -> rules.ignores("anything"))
                .isInstanceOf(BadPatternException.class)
                .hasMessageContaining("\" in .dockerignore: ");
        assertThatThrownBy(() -> rules.ignoresTree("anything")).isInstanceOf(BadPatternException.class);
    }

    @Test
    void prunesDirectoriesIntoWhichNoExceptionReaches() {
        IgnoreRules rules = IgnoreRules.parse("*\n!src/main\n!*/keep");
        assertThat(rules.ignoresTree("node_modules")).isFalse();
        assertThat(rules.ignoresTree("node_modules/x")).isTrue();
        assertThat(rules.ignoresTree("src")).isFalse();
        assertThat(rules.ignoresTree("src/test")).isTrue();
        assertThat(IgnoreRules.parse("*\n!src").ignoresTree("node_modules")).isTrue();
        assertThat(IgnoreRules.parse("*\n!**/x").ignoresTree("node_modules")).isFalse();
        assertThat(IgnoreRules.parse("a").ignoresTree("b")).isFalse();
    }

    @Test
    void answersQuicklyForManyPathsAndPatterns() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            text.append("directory")
                    .append(i)
                    .append("/**/*.o\nvendor/package")
                    .append(i)
                    .append('\n');
        }
        IgnoreRules rules = IgnoreRules.parse(text.toString());
        assertThat(Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
                    int ignored = 0;
                    for (int directory = 0; directory < 100; directory++) {
                        for (int file = 0; file < 200; file++) {
                            if (rules.ignores("directory" + directory + "/a/b/c/file" + file + ".o")) {
                                ignored++;
                            }
                        }
                    }
                    return ignored;
                }))
                .isEqualTo(20_000);
    }
}
