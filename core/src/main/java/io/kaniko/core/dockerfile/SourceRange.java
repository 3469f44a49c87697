package io.kaniko.core.dockerfile;

/** Lines of a Dockerfile, from 1, both ends included. */
public record SourceRange(int firstLine, int lastLine) {

    public SourceRange {
        if (firstLine < 1 || lastLine < firstLine) {
            throw new IllegalArgumentException("no range of lines: " + firstLine + " to " + lastLine);
        }
    }

    /** One line. */
    public static SourceRange line(int line) {
        return new SourceRange(line, line);
    }

    public boolean contains(int line) {
        return line >= firstLine && line <= lastLine;
    }
}
