package io.kaniko.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns as Go's filepath.Match has them. */
final class PathPatternTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a, a, true",
                "a, b, false",
                "*, file, true",
                "*, .hidden, true",
                "*, dir/file, false",
                "dir/*, dir/file, true",
                "dir/*, dir/sub/file, false",
                "*/file, dir/file, true",
                "?, ä, true",
                "?, 😀, true",
                "?, /, false",
                "??, a, false",
                "a*c*e, abcde, true",
                "a*c*e, abcdef, false",
                "*.txt, .txt, true",
                "**, dir/file, false",
                "**/file, dir/file, true",
                "**/file, file, false",
                "[abc], b, true",
                "[a-c]x, bx, true",
                "[^a-c], d, true",
                "[^a-c], b, false",
                "[^a], /, true",
                "[a^], ^, true",
                "[\\]], ], true",
                "[a\\-c], -, true",
                "[a\\-c], b, false",
                "[c-a], b, false",
                "[*], *, true",
                "[!a], !, true",
                "\\*, *, true",
                "\\*, a, false",
                "\\a, a, true",
                "a]b, a]b, true",
                "*[^a]*c, xyc, true",
                "*[^a]*c, xy/c, false",
            })
    void matches(String pattern, String path, boolean expected) {
        assertThat(PathPattern.matches(pattern, path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[a", "[]", "[]a]", "[^]", "[a-]", "[-a]", "[a-b-c]", "a\\", "[\\", "x[", "*[a-"})
    void refusesWhatCannotBeRead(String pattern) {
        assertThatThrownBy(() -> PathPattern.matches(pattern, "completely different"))
                .isInstanceOf(BadPatternException.class)
                .hasMessageStartingWith("Cannot read the pattern \"" + pattern + "\": ");
    }

    @Test
    void theEmptyPatternMatchesTheEmptyPath() {
        assertThat(PathPattern.matches("", "")).isTrue();
        assertThat(PathPattern.matches("", "a")).isFalse();
        assertThat(PathPattern.matches("*", "")).isTrue();
    }

    @Test
    void matchesNamesThatAreNotUtf8() {
        assertThat(PathPattern.matches("a?c", "a\uDCFFc")).isTrue();
        assertThat(PathPattern.matches("a\uDCFFc", "a\uDCFFc")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"a,false", "a*,true", "a?,true", "[a],true", "a\\*b,false", "a\\*b*,true", "a\\,false", "],false"})
    void knowsWhetherThereAreWildcards(String pattern, boolean expected) {
        assertThat(PathPattern.hasMeta(pattern)).isEqualTo(expected);
    }

    @Property
    boolean anEscapedPathMatchesItselfOnly(@ForAll("paths") String path, @ForAll("paths") String other) {
        PathPattern pattern = PathPattern.compile(path.replaceAll("(.)", "\\\\$1"));
        return pattern.matches(path) && pattern.matches(other) == path.equals(other);
    }

    /** Trying every way to cut the path is slow and hard to get wrong. */
    @Property(tries = 2000)
    boolean findsWhatTryingEverythingFinds(@ForAll("patterns") String pattern, @ForAll("paths") String path) {
        return PathPattern.matches(pattern, path) == tryEverything(pattern, path);
    }

    private static boolean tryEverything(String pattern, String path) {
        if (pattern.isEmpty()) {
            return path.isEmpty();
        }
        char first = pattern.charAt(0);
        String rest = pattern.substring(1);
        if (first == '*') {
            return tryEverything(rest, path)
                    || !path.isEmpty() && path.charAt(0) != '/' && tryEverything(pattern, path.substring(1));
        }
        return !path.isEmpty()
                && (first == '?' ? path.charAt(0) != '/' : path.charAt(0) == first)
                && tryEverything(rest, path.substring(1));
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.strings().withChars("ab/*?").ofMaxLength(8);
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.strings().withChars("ab/*").ofMaxLength(10);
    }
}
