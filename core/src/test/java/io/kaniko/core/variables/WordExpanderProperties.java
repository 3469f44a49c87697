package io.kaniko.core.variables;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.variables.WordExpander.Mode;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class WordExpanderProperties {

    private static final Variables VARIABLES = Variables.of(Map.of("a", "1 2", "b", ""));

    @Property(tries = 3000)
    void anyWordIsExpandedOrRefused(@ForAll("words") String word, @ForAll Mode mode) {
        try {
            assertThat(new WordExpander('\\', mode).expand(word, VARIABLES)).isNotNull();
        } catch (ExpansionException refused) {
            assertThat(refused).hasMessageStartingWith("Cannot expand ");
        }
    }

    @Property
    void textWithoutSpecialCharactersStays(@ForAll("plain") String text) {
        assertThat(new WordExpander('\\').expandWord(text, VARIABLES)).isEqualTo(text);
    }

    @Property
    void singleQuotesKeepEverything(@ForAll("words") String text) {
        String inner = text.replace("'", "");
        assertThat(new WordExpander('\\').expandWord("'" + inner + "'", VARIABLES))
                .isEqualTo(inner);
    }

    @Property
    void escapedTextComesBack(@ForAll("words") String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(character -> escaped.append('\\').append((char) character));
        assertThat(new WordExpander('\\').expandWord(escaped.toString(), VARIABLES))
                .isEqualTo(text);
    }

    /** A regular expression says the same, only slower. */
    @Property(tries = 3000)
    void patternsMatchAsRegularExpressionsDo(@ForAll("globs") String glob, @ForAll("texts") String text) {
        GlobPattern pattern = GlobPattern.parse(glob);
        String greedy = regex(glob, ".*");
        assertThat(pattern.withoutPrefix(text, true)).isEqualTo(replaceFirst("^" + greedy, text));
        assertThat(pattern.withoutPrefix(text, false)).isEqualTo(replaceFirst("^" + regex(glob, ".*?"), text));
        assertThat(pattern.replaceFirst(text, "")).isEqualTo(replaceFirst(greedy, text));
        assertThat(pattern.withoutSuffix(text, true))
                .isEqualTo(reversed(replaceFirst("^" + regex(reversed(glob), ".*"), reversed(text))));
    }

    private static String regex(String glob, String star) {
        return glob.replace("?", ".").replace("*", star);
    }

    private static String replaceFirst(String regex, String text) {
        return Pattern.compile(regex, Pattern.UNIX_LINES).matcher(text).replaceFirst("");
    }

    private static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings().withChars("ab${}:-+?#%/'\"\\ \n<*x0").ofMaxLength(24);
    }

    @Provide
    Arbitrary<String> plain() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars(" =/.:-_\u00e9")
                .ofMaxLength(24);
    }

    @Provide
    Arbitrary<String> globs() {
        return Arbitraries.strings().withChars("ab*?").ofMaxLength(6);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab\nc").ofMaxLength(12);
    }
}
