package io.kaniko.core.variables;

import java.util.List;

/**
 * Expands variables and removes quotes in a word of a Dockerfile, as BuildKit's shell lexer does: sh's rules with its
 * own modifiers and quirks. Immutable; every call stands alone.
 */
public final class WordExpander {

    /** What is kept of the author's spelling. */
    public enum Mode {
        /** Quotes and escapes are removed, variables replaced; unset ones become empty. */
        WORD(false, false, false, false),
        /** As in history entries: quotes stay, unset variables stay as written. */
        HISTORY(true, false, false, true),
        /** As in here-document bodies: quotes are ordinary characters. */
        HEREDOC(false, false, true, false),
        /** Only splits: quotes, escapes and unset variables stay as written. */
        SPLIT(true, true, false, true),
        /** Removes quotes and escapes; unset variables stay as written, as in here-document names. */
        UNQUOTE(false, false, false, true);

        final boolean rawQuotes;
        final boolean rawEscapes;
        final boolean ordinaryQuotes;
        final boolean keepUnset;

        Mode(boolean rawQuotes, boolean rawEscapes, boolean ordinaryQuotes, boolean keepUnset) {
            this.rawQuotes = rawQuotes;
            this.rawEscapes = rawEscapes;
            this.ordinaryQuotes = ordinaryQuotes;
            this.keepUnset = keepUnset;
        }
    }

    private final char escape;
    private final Mode mode;

    /** An expander for words of instructions. */
    public WordExpander(char escape) {
        this(escape, Mode.WORD);
    }

    public WordExpander(char escape, Mode mode) {
        this.escape = escape;
        this.mode = mode;
    }

    /** The same escape character with other rules. */
    public WordExpander with(Mode other) {
        return new WordExpander(escape, other);
    }

    /**
     * Everything about a word.
     *
     * @throws ExpansionException when it is malformed, or {@code ${v:?message}} says so
     */
    public Expansion expand(String word, Variables variables) {
        return new WordLexer(word, escape, mode, variables).run();
    }

    /** The word with variables replaced, not split. */
    public String expandWord(String word, Variables variables) {
        return expand(word, variables).text();
    }

    /** The words that come out when unquoted blanks split, also those that a variable brought in. */
    public List<String> expandWords(String word, Variables variables) {
        return expand(word, variables).words();
    }
}
