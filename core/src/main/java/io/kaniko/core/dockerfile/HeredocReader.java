package io.kaniko.core.dockerfile;

import io.kaniko.core.variables.ExpansionException;
import io.kaniko.core.variables.Variables;
import io.kaniko.core.variables.WordExpander;
import io.kaniko.core.variables.WordExpander.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what opens here-documents, and reads their bodies. */
final class HeredocReader {

    private static final Pattern OPENING = Pattern.compile("([0-9]*)<<(-?)[\\t\\f\\r ]*([^<]*)", Pattern.DOTALL);

    /** Here-documents have rules of their own: the escape character is always a backslash. */
    private static final WordExpander SPLIT = new WordExpander('\\', Mode.SPLIT);

    private HeredocReader() {}

    /** Everything that opens a here-document in an instruction's text, with empty content. */
    static List<Heredoc> openings(String text) {
        if (!text.contains("<<")) {
            return List.of();
        }
        List<String> words;
        try {
            words = SPLIT.expandWords(text, Variables.NONE);
        } catch (ExpansionException malformed) {
            // A command line that this lexer cannot read may be fine for a shell; BuildKit finds no documents in it.
            return List.of();
        }
        List<Heredoc> openings = new ArrayList<>();
        for (String word : words) {
            opening(word).ifPresent(openings::add);
        }
        return openings;
    }

    /** The here-document that a word opens, with empty content. */
    static Optional<Heredoc> opening(String word) {
        Matcher matcher = OPENING.matcher(word);
        if (!matcher.matches() || matcher.group(3).isEmpty()) {
            return Optional.empty();
        }
        List<String> plain;
        List<String> raw;
        try {
            plain = SPLIT.with(Mode.UNQUOTE).expandWords(matcher.group(3), Variables.NONE);
            raw = SPLIT.expandWords(matcher.group(3), Variables.NONE);
        } catch (ExpansionException malformed) {
            return Optional.empty();
        }
        if (plain.size() != 1 || raw.size() != 1) {
            return Optional.empty();
        }
        String name = plain.getFirst();
        boolean expand = quotes(name) == quotes(raw.getFirst());
        String descriptor = matcher.group(1);
        long number = descriptor.isEmpty() || descriptor.length() > 18 ? 0 : Long.parseLong(descriptor);
        return Optional.of(new Heredoc(name, number, expand, !matcher.group(2).isEmpty(), ""));
    }

    /** Reads lines up to the terminator, which is the name alone on a line. */
    static Heredoc read(Heredoc opening, PhysicalLines lines, int firstLine) {
        StringBuilder content = new StringBuilder();
        while (lines.hasNext()) {
            String raw = lines.nextRaw();
            String line = PhysicalLines.withoutEnd(raw);
            if ((opening.chomp() ? withoutTabs(line) : line).equals(opening.name())) {
                return new Heredoc(
                        opening.name(),
                        opening.fileDescriptor(),
                        opening.expand(),
                        opening.chomp(),
                        content.toString());
            }
            content.append(raw);
        }
        throw lines.problem(
                SourceRange.line(firstLine),
                "the here-document \"" + opening.name() + "\" does not end",
                "Put " + opening.name() + " alone on a line behind its last line.");
    }

    private static String withoutTabs(String line) {
        int start = 0;
        while (start < line.length() && line.charAt(start) == '\t') {
            start++;
        }
        return line.substring(start);
    }

    private static long quotes(String text) {
        return text.chars()
                .filter(character -> character == '\'' || character == '"')
                .count();
    }
}
