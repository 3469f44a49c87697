package io.kaniko.core.dockerfile;

import java.util.regex.Pattern;

/**
 * A here-document.
 *
 * @param name the word after {@code <<}, without quotes
 * @param fileDescriptor the number before {@code <<}, or 0
 * @param expand whether variables of the body count; false when any part of the name was quoted
 * @param chomp whether it was opened with {@code <<-}
 * @param content the lines as they stand in the file, with their line ends
 */
public record Heredoc(String name, long fileDescriptor, boolean expand, boolean chomp, String content) {

    private static final Pattern LEADING_TABS = Pattern.compile("^\\t+", Pattern.MULTILINE | Pattern.UNIX_LINES);

    /** The content, for {@code <<-} without the tabs at the start of each line. */
    public String body() {
        return chomp ? LEADING_TABS.matcher(content).replaceAll("") : content;
    }

    /** Whether a command line is nothing but what opens this here-document. */
    public boolean isOpenedBy(String commandLine) {
        return HeredocReader.opening(commandLine).isPresent();
    }
}
