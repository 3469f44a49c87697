package io.kaniko.core.variables;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** One run of a {@link WordExpander} over one word: a cursor, and what was found so far. */
final class WordLexer {

    /** sh has no such limit; a Dockerfile that needs more is an attack on the stack. */
    private static final int MAX_NESTING = 200;

    private static final int END = -1;

    private final String source;
    private final int[] characters;
    private final int escape;
    private final WordExpander.Mode mode;
    private final Variables variables;
    private final SortedSet<String> matched = new TreeSet<>();
    private final SortedSet<String> unmatched = new TreeSet<>();
    private int position;
    private int nesting;
    private boolean rawEscapes;

    WordLexer(String source, char escape, WordExpander.Mode mode, Variables variables) {
        this.source = source;
        this.characters = source.codePoints().toArray();
        this.escape = escape;
        this.mode = mode;
        this.variables = variables;
        this.rawEscapes = mode.rawEscapes;
    }

    Expansion run() {
        Piece piece = until(END, mode.rawEscapes);
        return new Expansion(piece.text.toString(), piece.words(), matched, unmatched);
    }

    private int peek() {
        return position < characters.length ? characters[position] : END;
    }

    private int next() {
        return position < characters.length ? characters[position++] : END;
    }

    private ExpansionException problem(String text) {
        return new ExpansionException(source, text, Optional.empty());
    }

    private ExpansionException problem(String text, String remedy) {
        return new ExpansionException(source, text, Optional.of(remedy));
    }

    /** Reads up to a stop character, which is consumed, or to the end of the word. */
    private Piece until(int stop, boolean withRawEscapes) {
        if (++nesting > MAX_NESTING) {
            throw problem("substitutions are nested more than " + MAX_NESTING + " deep");
        }
        boolean outer = rawEscapes;
        rawEscapes = withRawEscapes;
        try {
            return readUntil(stop);
        } finally {
            rawEscapes = outer;
            nesting--;
        }
    }

    private Piece readUntil(int stop) {
        Piece piece = new Piece();
        while (peek() != END) {
            int character = peek();
            if (character == stop) {
                position++;
                return piece;
            }
            if (character == '$') {
                piece.expanded(dollar());
            } else if (character == '\'' && !mode.ordinaryQuotes) {
                piece.quoted(singleQuoted());
            } else if (character == '"' && !mode.ordinaryQuotes) {
                piece.quoted(doubleQuoted());
            } else if (character == '<') {
                piece.quoted(lessThan());
            } else if (character == escape) {
                position++;
                escaped(piece);
            } else {
                position++;
                piece.plain(character);
            }
        }
        if (stop != END) {
            throw new UnexpectedEnd(problem(
                    "it ends where " + Character.toString(stop) + " is missing",
                    "Add the missing " + Character.toString(stop) + "."));
        }
        return piece;
    }

    private void escaped(Piece piece) {
        if (rawEscapes) {
            piece.quoted(Character.toString(escape));
        }
        int character = next();
        if (character != END) {
            piece.quoted(Character.toString(character));
        }
    }

    /** Blanks after {@code <<} belong to the word, so that {@code << EOF} stays together. */
    private String lessThan() {
        position++;
        if (peek() != '<') {
            return "<";
        }
        position++;
        StringBuilder text = new StringBuilder("<<");
        while (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\f' || peek() == 0x0B) {
            text.appendCodePoint(next());
        }
        return text.toString();
    }

    private String singleQuoted() {
        StringBuilder text = new StringBuilder();
        int quote = next();
        if (mode.rawQuotes) {
            text.appendCodePoint(quote);
        }
        while (true) {
            int character = next();
            if (character == END) {
                throw problem("a single quote is not closed", "Add the missing ' or escape the first one.");
            }
            if (character == '\'') {
                return mode.rawQuotes ? text.append('\'').toString() : text.toString();
            }
            text.appendCodePoint(character);
        }
    }

    private String doubleQuoted() {
        StringBuilder text = new StringBuilder();
        int quote = next();
        if (mode.rawQuotes) {
            text.appendCodePoint(quote);
        }
        while (true) {
            int character = peek();
            if (character == END) {
                throw problem("a double quote is not closed", "Add the missing \" or escape the first one.");
            }
            if (character == '"') {
                position++;
                return mode.rawQuotes ? text.append('"').toString() : text.toString();
            }
            if (character == '$') {
                text.append(dollar());
            } else {
                position++;
                if (character == escape) {
                    escapedInQuotes(text);
                } else {
                    text.appendCodePoint(character);
                }
            }
        }
    }

    /** Inside double quotes only the quote, the dollar and the escape character can be escaped. */
    private void escapedInQuotes(StringBuilder text) {
        if (rawEscapes) {
            text.appendCodePoint(escape);
        }
        int character = peek();
        if (character == END) {
            return;
        }
        if (character == '"' || character == '$' || character == escape) {
            position++;
            text.appendCodePoint(character);
        } else {
            text.appendCodePoint(escape);
        }
    }

    private String dollar() {
        position++;
        if (peek() != '{') {
            String name = name();
            if (name.isEmpty()) {
                return "$";
            }
            Optional<String> value = find(name);
            return value.isEmpty() && mode.keepUnset ? "$" + name : value.orElse("");
        }
        position++;
        int first = peek();
        if (first == END) {
            throw problem("a substitution has no }", "Add the missing }.");
        }
        if (first == '{' || first == '}' || first == ':') {
            throw problem("a substitution has no variable name", "Write ${NAME}, or \\$ for a dollar sign.");
        }
        String name = name();
        int modifier = next();
        return switch (modifier) {
            case '}' -> {
                Optional<String> value = find(name);
                yield value.isEmpty() && mode.keepUnset ? "${" + name + "}" : value.orElse("");
            }
            case ':' -> modified(name, next(), true);
            case '+', '-', '?', '#', '%' -> modified(name, modifier, false);
            case '/' -> replaced(name);
            default -> throw unsupported(modifier == END ? "" : Character.toString(modifier));
        };
    }

    private ExpansionException unsupported(String modifier) {
        return problem(
                "unsupported modifier \"" + modifier + "\" in a substitution",
                "Supported are ${v:-word} ${v-word} ${v:+word} ${v+word} ${v:?message} ${v?message} ${v#pattern}"
                        + " ${v##pattern} ${v%pattern} ${v%%pattern} ${v/pattern/text} ${v//pattern/text}.");
    }

    private String modified(String name, int modifier, boolean emptyIsUnset) {
        boolean pattern = modifier == '#' || modifier == '%';
        String word = substitutionPart('}', pattern);
        String written = (emptyIsUnset ? ":" : "") + (modifier == END ? "" : Character.toString(modifier));
        Optional<String> value = find(name);
        if (value.isEmpty() && mode.keepUnset) {
            return "${" + name + written + word + "}";
        }
        boolean present = value.isPresent() && !(emptyIsUnset && value.get().isEmpty());
        return switch (modifier) {
            case '-' -> present ? value.get() : word;
            case '+' -> present ? word : "";
            case '?' -> {
                if (!present) {
                    String reason = value.isPresent() ? "is not allowed to be empty" : "is not allowed to be unset";
                    throw problem(
                            name + ": " + (word.isEmpty() ? reason : word),
                            "Give " + name + " a value with ENV, ARG or --build-arg.");
                }
                yield value.get();
            }
            case '#', '%' -> {
                boolean longest = !word.isEmpty() && word.charAt(0) == modifier;
                GlobPattern glob = glob(longest ? word.substring(1) : word);
                String text = value.orElse("");
                yield modifier == '#' ? glob.withoutPrefix(text, longest) : glob.withoutSuffix(text, longest);
            }
            default -> throw unsupported(written);
        };
    }

    private String replaced(String name) {
        boolean all = peek() == '/';
        if (all) {
            position++;
        }
        String pattern = substitutionPart('/', true);
        String replacement = substitutionPart('}', true);
        Optional<String> value = find(name);
        if (value.isEmpty() && mode.keepUnset) {
            return "${" + name + "/" + pattern + "/" + replacement + "}";
        }
        GlobPattern glob = glob(pattern);
        String text = value.orElse("");
        return all ? glob.replaceAll(text, replacement) : glob.replaceFirst(text, replacement);
    }

    private String substitutionPart(int stop, boolean withRawEscapes) {
        try {
            return until(stop, withRawEscapes).text.toString();
        } catch (UnexpectedEnd end) {
            throw problem("a substitution has no " + Character.toString(stop), "Add it, or escape the dollar sign.");
        }
    }

    private GlobPattern glob(String pattern) {
        try {
            return GlobPattern.parse(pattern);
        } catch (IllegalArgumentException invalid) {
            throw problem(
                    "the pattern \"" + pattern + "\" is malformed: " + invalid.getMessage(),
                    "A backslash in a pattern may only escape * ? \\ } and /.");
        }
    }

    /** A name: letters, digits and underscores; digits alone; or one special character of sh. */
    private String name() {
        int start = position;
        if (Character.isDigit(peek())) {
            while (Character.isDigit(peek())) {
                position++;
            }
        } else if (peek() != END && "@*#?-$!".indexOf(peek()) >= 0) {
            position++;
        } else {
            while (Character.isLetterOrDigit(peek()) || peek() == '_') {
                position++;
            }
        }
        return new String(characters, start, position - start);
    }

    private Optional<String> find(String name) {
        Optional<String> value = variables.find(name);
        (value.isPresent() ? matched : unmatched).add(name);
        return value;
    }

    /** Says that a stop character was missing, to the caller that knows what it was for. */
    private static final class UnexpectedEnd extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnexpectedEnd(ExpansionException cause) {
            super(null, cause, false, false);
        }
    }

    /** Text and its words. */
    private static final class Piece {
        final StringBuilder text = new StringBuilder();
        private final List<String> words = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();

        void plain(int character) {
            text.appendCodePoint(character);
            split(character);
        }

        void expanded(String value) {
            text.append(value);
            value.codePoints().forEach(this::split);
        }

        void quoted(String value) {
            text.append(value);
            word.append(value);
        }

        List<String> words() {
            endWord();
            return words;
        }

        private void split(int character) {
            if (WhiteSpace.is(character)) {
                endWord();
            } else {
                word.appendCodePoint(character);
            }
        }

        private void endWord() {
            if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
    }
}
