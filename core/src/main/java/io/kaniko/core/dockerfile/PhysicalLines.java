package io.kaniko.core.dockerfile;

import io.kaniko.core.nativeio.PathBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Dockerfile's lines, and a cursor over them. */
final class PhysicalLines {

    private static final int MAX_LINE_BYTES = 65_535;

    private final String name;
    private final List<String> withEnds;
    private final List<String> lines;
    private int taken;

    private PhysicalLines(String name, List<String> withEnds, List<String> lines) {
        this.name = name;
        this.withEnds = withEnds;
        this.lines = lines;
    }

    /** @throws DockerfileException when a line is too long */
    static PhysicalLines of(String name, byte[] text) {
        List<String> withEnds = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        boolean mark = text.length >= 3 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF;
        int start = mark ? 3 : 0;
        while (start < text.length) {
            int end = start;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            boolean tooLong = end - start > MAX_LINE_BYTES;
            int next = Math.min(end + 1, text.length);
            String line = PathBytes.decode(text, start, (tooLong ? start + MAX_LINE_BYTES : next) - start);
            withEnds.add(line);
            lines.add(withoutEnd(line));
            if (tooLong) {
                throw new DockerfileException(
                        name,
                        lines,
                        SourceRange.line(lines.size()),
                        "the line is longer than " + MAX_LINE_BYTES + " bytes",
                        Optional.of("Split it, for example with the escape character at the end of lines."),
                        null);
            }
            start = next;
        }
        return new PhysicalLines(name, withEnds, List.copyOf(lines));
    }

    boolean hasNext() {
        return taken < lines.size();
    }

    /** The next line as it is, with its line end. */
    String nextRaw() {
        return withEnds.get(taken++);
    }

    /** The next line without its line end. */
    String next() {
        return lines.get(taken++);
    }

    /** The number of the line that was taken last. */
    int number() {
        return taken;
    }

    String name() {
        return name;
    }

    List<String> all() {
        return lines;
    }

    static String withoutEnd(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
            end--;
        }
        return line.substring(0, end);
    }

    DockerfileException problem(SourceRange range, String problem, String remedy) {
        return new DockerfileException(name, lines, range, problem, Optional.of(remedy), null);
    }
}
