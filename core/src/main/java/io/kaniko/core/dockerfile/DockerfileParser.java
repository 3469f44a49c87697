package io.kaniko.core.dockerfile;

import io.kaniko.core.variables.WhiteSpace;
import io.kaniko.spi.BuildException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads Dockerfiles by the rules of BuildKit's newest frontend. Whatever comes in, it answers or refuses. */
public final class DockerfileParser {

    private static final String TRIGGER_NAME = "ONBUILD trigger";

    private final PhysicalLines lines;
    private final DirectiveReader directives = new DirectiveReader();
    private final List<SourceRange> emptyContinuations = new ArrayList<>();

    private DockerfileParser(PhysicalLines lines) {
        this.lines = lines;
    }

    /**
     * Reads a Dockerfile.
     *
     * @param name how messages call it, usually its path
     * @throws DockerfileException when it is not one; nothing else is thrown
     */
    public static Dockerfile parse(String name, byte[] text) {
        return new DockerfileParser(PhysicalLines.of(name, text)).dockerfile();
    }

    /**
     * Reads one instruction that stands alone, as the triggers of a base image do.
     *
     * @param range what the instruction will say of its place: the FROM that brought it in
     * @throws DockerfileException when it is not exactly one instruction, or a FROM
     */
    public static Instruction parseInstruction(String text, SourceRange range) {
        DockerfileParser parser =
                new DockerfileParser(PhysicalLines.of(TRIGGER_NAME, text.getBytes(StandardCharsets.UTF_8)));
        List<Instruction> instructions = parser.instructions(Optional.of(range));
        if (instructions.size() != 1 || instructions.getFirst() instanceof From) {
            throw parser.lines.problem(
                    SourceRange.line(1),
                    "an ONBUILD trigger is one instruction, and not FROM",
                    "Mend the ONBUILD instruction of the base image.");
        }
        return instructions.getFirst();
    }

    private Dockerfile dockerfile() {
        List<Arg> globalArgs = new ArrayList<>();
        List<Stage> stages = new ArrayList<>();
        Optional<From> from = Optional.empty();
        List<Instruction> ofStage = new ArrayList<>();
        for (Instruction instruction : instructions(Optional.empty())) {
            if (instruction instanceof From next) {
                from.ifPresent(before -> stages.add(new Stage(before, ofStage)));
                from = Optional.of(next);
                ofStage.clear();
            } else if (from.isPresent()) {
                ofStage.add(instruction);
            } else if (instruction instanceof Arg arg) {
                globalArgs.add(arg);
            } else {
                throw lines.problem(
                        instruction.range(),
                        instruction.keyword() + " stands before the first FROM",
                        "Begin with FROM; only ARG may come before it.");
            }
        }
        from.ifPresent(last -> stages.add(new Stage(last, ofStage)));
        if (stages.isEmpty()) {
            throw nothing("the Dockerfile has no FROM");
        }
        return new Dockerfile(
                lines.name(), lines.all(), directives.directives(), globalArgs, stages, emptyContinuations);
    }

    private DockerfileException nothing(String problem) {
        return lines.problem(
                SourceRange.line(Math.max(1, lines.all().size())),
                problem,
                "Name a base image with FROM, or FROM scratch for none.");
    }

    private List<Instruction> instructions(Optional<SourceRange> place) {
        List<Instruction> instructions = new ArrayList<>();
        while (lines.hasNext()) {
            String line = WhiteSpace.trimStart(lines.next());
            offerDirective(line);
            if (!line.isEmpty() && !isComment(line)) {
                instructions.add(instruction(line, place));
            }
        }
        if (instructions.isEmpty()) {
            throw nothing("the file has no instructions");
        }
        return instructions;
    }

    private void offerDirective(String line) {
        try {
            directives.offer(line);
        } catch (IllegalArgumentException wrong) {
            throw lines.problem(
                    SourceRange.line(lines.number()),
                    String.valueOf(wrong.getMessage()),
                    "Directives stand at the top of the file, each once.");
        }
    }

    private Instruction instruction(String firstLine, Optional<SourceRange> place) {
        int first = lines.number();
        String joined = joined(firstLine, first);
        SourceRange range = new SourceRange(first, lines.number());
        try {
            InstructionText text = InstructionText.of(joined);
            InstructionParser parser = new InstructionParser(text, directives.escape());
            parser.check();
            List<Heredoc> heredocs = new ArrayList<>();
            if (text.takesHeredocs()) {
                for (Heredoc opening : HeredocReader.openings(joined)) {
                    heredocs.add(HeredocReader.read(opening, lines, first));
                }
            }
            range = new SourceRange(first, lines.number());
            return parser.parse(place.orElse(range), heredocs);
        } catch (DockerfileException placed) {
            throw placed;
        } catch (BuildException problem) {
            throw new DockerfileException(
                    lines.name(), lines.all(), range, String.valueOf(problem.getMessage()), problem.remedy(), problem);
        }
    }

    /** Joins continued lines. Comments in between vanish; so do empty lines, which are remembered for a warning. */
    private String joined(String firstLine, int first) {
        Optional<String> continued = beforeContinuation(firstLine);
        if (continued.isEmpty()) {
            return firstLine;
        }
        StringBuilder text = new StringBuilder(continued.get());
        boolean empty = false;
        while (lines.hasNext()) {
            String line = lines.next();
            offerDirective(line);
            String trimmed = WhiteSpace.trimStart(line);
            if (isComment(trimmed)) {
                continue;
            }
            if (trimmed.isEmpty()) {
                empty = true;
                continue;
            }
            continued = beforeContinuation(line);
            text.append(continued.orElse(line));
            if (continued.isEmpty()) {
                break;
            }
        }
        if (empty) {
            emptyContinuations.add(new SourceRange(first, lines.number()));
        }
        return text.toString();
    }

    private static boolean isComment(String trimmed) {
        return trimmed.startsWith("#");
    }

    /** The text before a trailing escape character that is not itself escaped; blanks may follow it. */
    private Optional<String> beforeContinuation(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
            end--;
        }
        char escape = directives.escape();
        if (end == 0 || line.charAt(end - 1) != escape || (end > 1 && line.charAt(end - 2) == escape)) {
            return Optional.empty();
        }
        return Optional.of(line.substring(0, end - 1));
    }
}
