package io.kaniko.core.dockerfile;

import io.kaniko.spi.BuildException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something is wrong with a Dockerfile. The message names file and line, says what, and shows the lines. */
public final class DockerfileException extends BuildException {

    private static final long serialVersionUID = 1L;

    private static final int LINES_AROUND = 2;
    private static final int MAX_LINES_SHOWN = 12;
    private static final int MAX_LINE_LENGTH = 160;

    private final String file;
    private final int firstLine;
    private final int lastLine;

    DockerfileException(
            String file,
            List<String> lines,
            SourceRange range,
            String problem,
            Optional<String> remedy,
            @Nullable BuildException cause) {
        super(
                cause == null ? Kind.USER : cause.kind(),
                file + ":" + range.firstLine() + ": " + problem + excerpt(lines, range),
                remedy,
                cause);
        this.file = file;
        this.firstLine = range.firstLine();
        this.lastLine = range.lastLine();
    }

    /** The Dockerfile's name. */
    public String file() {
        return file;
    }

    /** The lines to look at. */
    public SourceRange range() {
        return new SourceRange(firstLine, lastLine);
    }

    private static String excerpt(List<String> lines, SourceRange range) {
        int first = Math.max(1, range.firstLine() - LINES_AROUND);
        int last = Math.min(lines.size(), Math.min(range.lastLine() + LINES_AROUND, first + MAX_LINES_SHOWN));
        StringBuilder text = new StringBuilder();
        for (int number = first; number <= last; number++) {
            String line = lines.get(number - 1);
            String shown = line.length() <= MAX_LINE_LENGTH ? line : line.substring(0, MAX_LINE_LENGTH) + "...";
            String mark = range.contains(number) ? ">>> " : "    ";
            text.append('\n').append(mark).append("%4d | ".formatted(number)).append(shown);
        }
        return text.toString();
    }
}
