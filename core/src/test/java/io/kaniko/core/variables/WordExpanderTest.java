package io.kaniko.core.variables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.variables.WordExpander.Mode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordExpanderTest {

    private static final Variables VARIABLES = Variables.of(
            Map.of("a", "1", "empty", "", "path", "/x/y/z.tar.gz", "two", "b  c", "dollar", "$a", "\u00e9", "letter"));

    private static final WordExpander EXPANDER = new WordExpander('\\');

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "$a|1",
                "${a}b|1b",
                "$ab|``",
                "$1a|a",
                "$|$",
                "a$ b|a$ b",
                "$$x|x",
                "\\$a|$a",
                "'$a'|$a",
                "\"$a\"|1",
                "\"\\$a\"|$a",
                "\"\\x\"|\\x",
                "\\x|x",
                "a\\|a",
                "$dollar|$a",
                "${\u00e9}|letter",
                "${a:-d}|1",
                "${empty:-d}|d",
                "${empty-d}|``",
                "${none-d}|d",
                "${none:-${a}}|1",
                "${none:-\"q q\"}|q q",
                "${a:+d}|d",
                "${empty:+d}|``",
                "${empty+d}|d",
                "${a:?no}|1",
                "${empty?no}|``",
                "${path#*/}|x/y/z.tar.gz",
                "${path##*/}|z.tar.gz",
                "${path%.*}|/x/y/z.tar",
                "${path%%.*}|/x/y/z",
                "${path%[z]}|/x/y/z.tar.gz",
                "${path/\\//_}|_x/y/z.tar.gz",
                "${path//\\//_}|_x_y_z.tar.gz",
                "${path//?/-}|-------------",
                "${path/z*/$a}|/x/y/1",
                "${path//y/['$0$1$$']}|/x/[y$]/z.tar.gz",
            })
    void expands(String word, String expected) {
        assertThat(EXPANDER.expandWord(word, VARIABLES)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${",
                "${a",
                "${}",
                "${:x}",
                "${{a}}",
                "${a:}",
                "${a=x}",
                "${a:=x}",
                "${a^}",
                "${a,,}",
                "${a:0:1}",
                "${a@Q}",
                "${a//x}",
                "${a/x",
                "${empty:?}",
                "${none?}",
                "${a#\\x}",
                "'open",
                "\"open",
                "${a:-'}"
            })
    void refuses(String word) {
        assertThatThrownBy(() -> EXPANDER.expandWord(word, VARIABLES))
                .isInstanceOf(ExpansionException.class)
                .hasMessageStartingWith("Cannot expand \"" + word + "\": ");
    }

    @Test
    void splittingKeepsWhatStandsBeforeASubstitution() {
        assertThat(new WordExpander('\\').expandWords("${first:-5000}-${last:-5010}/udp", Variables.NONE))
                .containsExactly("5000-5010/udp");
    }

    @Test
    void messageOfARequiredVariableIsTheAuthors() {
        assertThatThrownBy(() -> EXPANDER.expandWord("${none:?set it to $a}", VARIABLES))
                .hasMessage("Cannot expand \"${none:?set it to $a}\": none: set it to 1");
    }

    @Test
    void splitsAfterExpansionWhereNothingWasQuoted() {
        assertThat(EXPANDER.expandWords("x $two \"$two\" a\\ b ''", VARIABLES))
                .containsExactly("x", "b", "c", "b  c", "a b");
    }

    @Test
    void tellsWhatWasNotSet() {
        Expansion expansion = EXPANDER.expand("$a $none ${other:-x} '$quoted'", VARIABLES);
        assertThat(expansion.matched()).containsExactly("a");
        assertThat(expansion.unmatched()).containsExactly("none", "other");
    }

    @Test
    void modesKeepWhatTheyMust() {
        String word = "\"$a\" '$none' \\$a ${none:-x} \\n";
        assertThat(EXPANDER.with(Mode.HISTORY).expandWord(word, VARIABLES)).isEqualTo("\"1\" '$none' $a ${none:-x} n");
        assertThat(EXPANDER.with(Mode.HEREDOC).expandWord(word, VARIABLES)).isEqualTo("\"1\" '' $a x n");
        assertThat(EXPANDER.with(Mode.SPLIT).expandWords(word, Variables.NONE))
                .containsExactly("\"$a\"", "'$none'", "\\$a", "${none:-x}", "\\n");
    }

    @Test
    void backtickEscapesWhereItIsTheEscapeCharacter() {
        WordExpander backtick = new WordExpander('`');
        assertThat(backtick.expandWord("c:\\$a `$a", VARIABLES)).isEqualTo("c:\\1 $a");
    }

    @Test
    void deepNestingIsRefusedNotAnOverflow() {
        String word = "${none:-".repeat(5_000) + "}".repeat(5_000);
        assertThatThrownBy(() -> EXPANDER.expandWord(word, VARIABLES)).isInstanceOf(ExpansionException.class);
    }
}
